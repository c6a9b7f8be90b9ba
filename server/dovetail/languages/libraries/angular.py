"""Angular: signals, its client for HTTP, and the bridge between signals and RxJS."""

_CORE = """\
export interface Signal<T> { (): T }
export interface WritableSignal<T> {
  (): T;
  set(value: T): void;
  update(next: (value: T) => T): void;
  asReadonly(): Signal<T>;
}
export interface ModelSignal<T> {
  (): T;
  set(value: T): void;
  update(next: (value: T) => T): void;
  subscribe(next: (value: T) => void): void;
}
export interface InputSignal<T> { (): T }
export interface InputSignalWithTransform<T> { (): T }
export interface OutputEmitterRef<T> { "(item)": T; emit(value: T): void }
export interface EventEmitter<T> { "(item)": T; emit(value: T): void; next(value: T): void }
export interface Resource<T> { value: Signal<T>; hasValue(): boolean; reload(): boolean }
export interface ResourceRef<T> {
  value: WritableSignal<T>;
  hasValue(): boolean;
  reload(): boolean;
  set(value: T): void;
  update(next: (value: T) => T): void;
}
export interface InjectionToken<T> { "(injected)": T }
export function inject<T>(token: InjectionToken<T>): T;

export function signal<T>(initial: T): WritableSignal<T>;
export function computed<T>(compute: () => T): Signal<T>;
export function linkedSignal<T>(compute: () => T): WritableSignal<T>;
export function untracked<T>(read: () => T): T;
export const input: { <T>(initial: T): InputSignal<T>; required: <T>() => InputSignal<T> };
export const model: { <T>(initial: T): ModelSignal<T>; required: <T>() => ModelSignal<T> };
export function output<T>(): OutputEmitterRef<T>;
export function resource<T, R>(options: { params: () => R; loader: (from: { params: R }) => T }): ResourceRef<T>;
"""

_HTTP = """\
import { Signal } from "@angular/core";
import { Observable } from "rxjs";

export interface HttpResponse<T> { body: T }
export class HttpClient {
  get<T>(url: string, options?: object): Observable<T>;
  delete<T>(url: string, options?: object): Observable<T>;
  head<T>(url: string, options?: object): Observable<T>;
  options<T>(url: string, options?: object): Observable<T>;
  post<T>(url: string, body?: unknown, options?: object): Observable<T>;
  put<T>(url: string, body?: unknown, options?: object): Observable<T>;
  patch<T>(url: string, body?: unknown, options?: object): Observable<T>;
}
export interface HttpResourceRef<T> { value: Signal<T>; hasValue(): boolean; reload(): boolean }
export function httpResource<T>(request: unknown): HttpResourceRef<T>;
"""

_INTEROP = """\
import { Observable } from "rxjs";
import { Signal } from "@angular/core";

export function toSignal<T>(source: Observable<T>, options?: object): Signal<T>;
export function toObservable<T>(source: Signal<T>): Observable<T>;
export function takeUntilDestroyed<T>(of?: unknown): (source: Observable<T>) => Observable<T>;
"""

_FORMS = """\
import { Observable } from "rxjs";

export class FormControl<T> {
  constructor(value: T, options?: unknown);
  value: T;
  valueChanges: Observable<T>;
  getRawValue(): T;
  setValue(value: T): void;
  patchValue(value: T): void;
  reset(value?: T): void;
}
export class FormGroup<T> {
  constructor(controls: T);
  controls: T;
  value: T;
  valueChanges: Observable<T>;
  getRawValue(): T;
  setValue(value: T): void;
  patchValue(value: Partial<T>): void;
  reset(value?: Partial<T>): void;
  get(path: keyof T): unknown;
}
export class FormBuilder { group<T>(controls: T): FormGroup<T>; nonNullable: { group<T>(controls: T): FormGroup<T> } }
export class NonNullableFormBuilder { group<T>(controls: T): FormGroup<T> }
"""

MODULES = {
    "@angular/core": _CORE,
    "@angular/common/http": _HTTP,
    "@angular/core/rxjs-interop": _INTEROP,
    "@angular/forms": _FORMS,
}
