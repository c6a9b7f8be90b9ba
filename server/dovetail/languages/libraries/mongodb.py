"""MongoDB's own driver: collections of a type, what their queries give, and what filters and changes name."""

_MONGODB = """\
export type WithId<T> = T & { _id: unknown };
export type Indexed<T> = T & { _id: unknown; "$**": unknown };
export type WithoutId<T> = T;
export type OptionalId<T> = T & { _id?: unknown };
export type OptionalUnlessRequiredId<T> = T & { _id?: unknown };
export type Filter<T> = Partial<T> & {
  _id?: unknown; $and?: Filter<T>[]; $or?: Filter<T>[]; $nor?: Filter<T>[];
  $expr?: unknown; $text?: unknown; $where?: unknown; $comment?: unknown; $jsonSchema?: unknown;
};
export type Change<T> = Partial<T>;
export type Names<T> = { [K in keyof T]?: unknown };
export type UpdateFilter<T> = {
  $set?: Change<T>; $setOnInsert?: Change<T>; $inc?: Change<T>; $mul?: Change<T>; $min?: Change<T>; $max?: Change<T>;
  $unset?: Names<T>; $push?: Names<T>; $pull?: Names<T>; $addToSet?: Names<T>; $currentDate?: Names<T>;
  $pop?: Names<T>; $rename?: Names<T>; $bit?: Names<T>; $pullAll?: Names<T>;
};
export interface FindCursor<R, T> {
  toArray(): Promise<R[]>;
  next(): Promise<R | null>;
  forEach(each: (item: R) => unknown): Promise<void>;
  map<U>(by: (item: R) => U): FindCursor<U, T>;
  sort(by: { [K in keyof WithId<T>]?: unknown }, direction?: unknown): FindCursor<R, T>;
  limit(count: number): FindCursor<R, T>;
  skip(count: number): FindCursor<R, T>;
  batchSize(size: number): FindCursor<R, T>;
  hint(index: unknown): FindCursor<R, T>;
  filter(filter: Filter<T>): FindCursor<R, T>;
}
export interface Collection<T> {
  find(filter?: Filter<T>, options?: unknown): FindCursor<WithId<T>, T>;
  findOne(filter?: Filter<T>, options?: unknown): Promise<WithId<T> | null>;
  findOneAndUpdate(filter: Filter<T>, change: UpdateFilter<T>, options?: unknown): Promise<WithId<T> | null>;
  findOneAndReplace(filter: Filter<T>, by: T, options?: unknown): Promise<WithId<T> | null>;
  findOneAndDelete(filter: Filter<T>, options?: unknown): Promise<WithId<T> | null>;
  insertOne(given: OptionalId<T>, options?: unknown): Promise<unknown>;
  insertMany(given: OptionalId<T>[], options?: unknown): Promise<unknown>;
  updateOne(filter: Filter<T>, change: UpdateFilter<T>, options?: unknown): Promise<unknown>;
  updateMany(filter: Filter<T>, change: UpdateFilter<T>, options?: unknown): Promise<unknown>;
  replaceOne(filter: Filter<T>, by: T, options?: unknown): Promise<unknown>;
  deleteOne(filter?: Filter<T>, options?: unknown): Promise<unknown>;
  deleteMany(filter?: Filter<T>, options?: unknown): Promise<unknown>;
  countDocuments(filter?: Filter<T>, options?: unknown): Promise<number>;
  createIndex(fields: { [K in keyof Indexed<T>]?: unknown }, options?: unknown): Promise<string>;
  distinct(field: keyof T, filter?: Filter<T>, options?: unknown): Promise<unknown>;
}
export class Db {
  collection<T>(name: string, options?: unknown): Collection<T>;
}
export class MongoClient {
  constructor(uri: string, options?: unknown);
  db(name?: string, options?: unknown): Db;
}
"""

MODULES = {"mongodb": _MONGODB}
