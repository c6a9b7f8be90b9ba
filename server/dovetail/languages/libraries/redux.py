"""Redux Toolkit: what keeps entities by their ids. Slices, thunks and endpoints are told where they are made."""

_ENTITIES = """\
export interface EntityState<T, I> { ids: I[]; entities: Record<string, T> }
export interface EntitySelectors<T, R> {
  selectIds: (state: R) => string[];
  selectAll: (state: R) => T[];
  selectById: (state: R, id: string) => T;
  selectEntities: (state: R) => Record<string, T>;
  selectTotal: (state: R) => number;
}
export interface Update<T, I> { id: I; changes: Partial<T> }
export interface EntityAdapter<T, I> {
  getInitialState<S>(extra: S): EntityState<T, I> & S;
  getSelectors<R>(select: (state: R) => unknown): EntitySelectors<T, R>;
  addOne(state: unknown, entity: T): void;
  addMany(state: unknown, entities: T[]): void;
  setOne(state: unknown, entity: T): void;
  setMany(state: unknown, entities: T[]): void;
  setAll(state: unknown, entities: T[]): void;
  upsertOne(state: unknown, entity: T): void;
  upsertMany(state: unknown, entities: T[]): void;
  updateOne(state: unknown, update: Update<T, I>): void;
  updateMany(state: unknown, updates: Update<T, I>[]): void;
}
export interface EntityOptions<T, I> { selectId: (entity: T) => I; sortComparer: (a: T, b: T) => number }
export function createAction<P>(type: string, prepare?: (taken: never) => { payload: P }): (payload: P) => { type: string; payload: P };
export function createEntityAdapter<T, I>(options: EntityOptions<T, I>): EntityAdapter<T, I>;
"""

MODULES = {"@reduxjs/toolkit": _ENTITIES}
