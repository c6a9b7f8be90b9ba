"""axios, where a client is known by its type alone."""

_TYPES = """\
export interface AxiosResponse<T> { data: T }
export interface AxiosInstance {
  request<Answer>(config: object): AxiosResponse<Answer>;
  get<Answer>(url: string, config?: object): AxiosResponse<Answer>;
  delete<Answer>(url: string, config?: object): AxiosResponse<Answer>;
  post<Answer>(url: string, body?: unknown, config?: object): AxiosResponse<Answer>;
  put<Answer>(url: string, body?: unknown, config?: object): AxiosResponse<Answer>;
  patch<Answer>(url: string, body?: unknown, config?: object): AxiosResponse<Answer>;
}
"""

MODULES = {"axios": _TYPES}
