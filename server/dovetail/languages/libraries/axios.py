"""axios, where a client is known by its type alone."""

_TYPES = """\
export interface AxiosResponse<T> { data: T }
export interface AxiosInstance {
  request<T>(config: object): AxiosResponse<T>;
  get<T>(url: string, config?: object): AxiosResponse<T>;
  delete<T>(url: string, config?: object): AxiosResponse<T>;
  post<T>(url: string, body?: unknown, config?: object): AxiosResponse<T>;
  put<T>(url: string, body?: unknown, config?: object): AxiosResponse<T>;
  patch<T>(url: string, body?: unknown, config?: object): AxiosResponse<T>;
}
"""

MODULES = {"axios": _TYPES}
