"""NgRx: what its store and its adapters hold. Actions, reducers and features are told where they are made."""

_STORE = """\
import { Signal } from "@angular/core";
import { Observable } from "rxjs";

export class Store<T> {
  select<R>(choose: (state: T) => R): Observable<R>;
  selectSignal<R>(choose: (state: T) => R): Signal<R>;
  dispatch(action: unknown): void;
}
export function createFeatureSelector<S>(name: string): (state: unknown) => S;
"""

_ENTITY = """\
export interface EntityState<T> { ids: string[]; entities: Record<string, T> }
export interface EntitySelectors<T> {
  selectIds: (state: unknown) => string[];
  selectAll: (state: unknown) => T[];
  selectEntities: (state: unknown) => Record<string, T>;
  selectTotal: (state: unknown) => number;
}
export interface Update<T> { id: string; changes: Partial<T> }
export interface EntityAdapter<T> {
  getInitialState<S>(extra: S): EntityState<T> & S;
  getSelectors(select?: unknown): EntitySelectors<T>;
  addOne<S>(entity: T, state: S): S;
  addMany<S>(entities: T[], state: S): S;
  setOne<S>(entity: T, state: S): S;
  setMany<S>(entities: T[], state: S): S;
  setAll<S>(entities: T[], state: S): S;
  upsertOne<S>(entity: T, state: S): S;
  upsertMany<S>(entities: T[], state: S): S;
  updateOne<S>(update: Update<T>, state: S): S;
  updateMany<S>(updates: Update<T>[], state: S): S;
  removeOne<S>(id: string, state: S): S;
  removeMany<S>(ids: string[], state: S): S;
  removeAll<S>(state: S): S;
  mapOne<S>(map: { id: string; map: (entity: T) => T }, state: S): S;
  map<S>(map: (entity: T) => T, state: S): S;
}
export interface EntityOptions<T> { selectId: (entity: T) => unknown; sortComparer: (a: T, b: T) => number }
export function createEntityAdapter<T>(options?: EntityOptions<T>): EntityAdapter<T>;
"""

_EFFECTS = """\
export class Actions { "(item)": { type: string } }
"""

MODULES = {"@ngrx/store": _STORE, "@ngrx/entity": _ENTITY, "@ngrx/effects": _EFFECTS}
