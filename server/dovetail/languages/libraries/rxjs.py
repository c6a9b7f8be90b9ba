"""RxJS: streams of values. What operators make of a stream is told where `pipe` is read."""

_STREAMS = """\
export function firstValueFrom<T>(source: Observable<T>): T;
export function lastValueFrom<T>(source: Observable<T>): T;
export interface Subscription { unsubscribe(): void }
export interface Observer<T> { next: (value: T) => void }
export interface Observable<T> { "(item)": T; forEach(next: (value: T) => void): void }
export interface Subject<T> { "(item)": T; next(value: T): void; asObservable(): Observable<T> }
export interface ReplaySubject<T> { "(item)": T; next(value: T): void; asObservable(): Observable<T> }
export interface AsyncSubject<T> { "(item)": T; next(value: T): void; asObservable(): Observable<T> }
export interface BehaviorSubject<T> {
  "(item)": T;
  value: T;
  getValue(): T;
  next(value: T): void;
  asObservable(): Observable<T>;
}
"""

MODULES = {"rxjs": _STREAMS}
