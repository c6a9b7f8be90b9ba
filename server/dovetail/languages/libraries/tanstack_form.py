"""TanStack's forms: what a form holds by what it begins with, and the names of its fields."""

_FORM = """\
export interface FormApi<T> {
  state: { values: T };
  Field(props: { name: keyof T }): unknown;
  AppField(props: { name: keyof T }): unknown;
  Subscribe<S>(props: { selector: (state: { values: T }) => S; children: (selected: S) => unknown }): unknown;
  getFieldValue<K extends keyof T>(name: K): T[K];
  setFieldValue<K extends keyof T>(name: K, value: unknown): void;
  pushFieldValue<K extends keyof T>(name: K, value: unknown): void;
  removeFieldValue<K extends keyof T>(name: K, index: number): void;
  validateField<K extends keyof T>(name: K, cause: unknown): unknown;
  resetField<K extends keyof T>(name: K): void;
  reset(values: T): void;
}
export interface FormOptions<T> {
  defaultValues: T;
  onSubmit: (given: { value: T; formApi: FormApi<T> }) => unknown;
  onSubmitInvalid: (given: { value: T; formApi: FormApi<T> }) => unknown;
}
export function useForm<T>(options: FormOptions<T>): FormApi<T>;
export function useAppForm<T>(options: FormOptions<T>): FormApi<T>;
export function formOptions<T>(options: FormOptions<T>): FormOptions<T>;
"""

MODULES = {f"@tanstack/{of}-form": _FORM for of in ("react", "vue", "solid", "preact")}
