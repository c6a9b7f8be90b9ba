"""Mongoose: models, the documents that their queries give, and what filters and changes name."""

_MONGOOSE = """\
export type Filter<T> = Partial<T> & {
  _id?: unknown; id?: unknown; $and?: Filter<T>[]; $or?: Filter<T>[]; $nor?: Filter<T>[];
  $expr?: unknown; $text?: unknown; $where?: unknown; $comment?: unknown;
};
export type FilterQuery<T> = Filter<T>;
export type RootFilterQuery<T> = Filter<T>;
export type QueryFilter<T> = Filter<T>;
export type Some<T> = Partial<T> & { __v?: unknown; createdAt?: unknown; updatedAt?: unknown };
export type UpdateQuery<T> = Partial<T> & {
  __v?: unknown; createdAt?: unknown; updatedAt?: unknown;
  $set?: Some<T>; $setOnInsert?: Some<T>; $inc?: Some<T>; $mul?: Some<T>; $min?: Some<T>; $max?: Some<T>;
  $unset?: Some<T>; $push?: Some<T>; $pull?: Some<T>; $addToSet?: Some<T>; $currentDate?: Some<T>;
  $pop?: Some<T>; $rename?: Some<T>; $bit?: Some<T>; $pullAll?: Some<T>;
};
export interface Document {
  _id: unknown; id: string; __v: number; isNew: boolean; $locals: unknown; errors: unknown; collection: unknown; db: unknown;
  save(options?: unknown): unknown; toObject(options?: unknown): unknown; toJSON(options?: unknown): unknown;
  deleteOne(options?: unknown): unknown; updateOne(update: unknown): unknown; replaceOne(by: unknown): unknown;
  populate(path: unknown, select?: unknown): unknown; populated(path: string): unknown; depopulate(path?: string): unknown;
  markModified(path: string): void; isModified(path?: unknown): boolean; isDirectModified(path?: unknown): boolean;
  modifiedPaths(): string[]; get(path: string): unknown; set(path: unknown, value?: unknown): unknown; overwrite(by: unknown): unknown;
  validate(paths?: unknown): unknown; validateSync(paths?: unknown): unknown; invalidate(path: string, error: unknown): unknown;
  equals(other: unknown): boolean; increment(): unknown; init(by: unknown): unknown; inspect(): unknown; unmarkModified(path: string): void;
  $isNew: boolean; $session(session?: unknown): unknown; $set(path: unknown, value?: unknown): unknown; model(name: string): unknown;
  $assertPopulated(path: unknown): unknown; createdAt: unknown; updatedAt: unknown;
}
export interface HydratedDocument<T, M = {}> extends T, Document, M {}
export interface Query<R, T> {
  "(awaited)": R;
  ".fields": HydratedDocument<T>;
  exec(): R;
  sort(by: { [K in keyof T]?: unknown }): Query<R, T>;
  select(fields: { [K in keyof T]?: unknown }): Query<R, T>;
  where(by: unknown): Query<R, T>;
  limit(count: number): Query<R, T>;
  skip(count: number): Query<R, T>;
  lean(options?: unknown): Query<R, T>;
  populate(path: unknown, select?: unknown): Query<R, T>;
  orFail(error?: unknown): Query<R, T>;
  session(session: unknown): Query<R, T>;
  setOptions(options: unknown): Query<R, T>;
  collation(options: unknown): Query<R, T>;
  hint(index: unknown): Query<R, T>;
  read(from: unknown): Query<R, T>;
  maxTimeMS(most: number): Query<R, T>;
  batchSize(size: number): Query<R, T>;
  find(filter?: Filter<T>): Query<R, T>;
  cursor(options?: unknown): R;
}
export interface Model<T, Q = {}, M = {}> {
  "(new)": (given?: Partial<T>) => HydratedDocument<T, M>;
  find(filter?: Filter<T>, fields?: unknown, options?: unknown): Query<HydratedDocument<T, M>[], T>;
  findOne(filter?: Filter<T>, fields?: unknown, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findById(id: unknown, fields?: unknown, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findOneAndUpdate(filter: Filter<T>, change: UpdateQuery<T>, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findByIdAndUpdate(id: unknown, change: UpdateQuery<T>, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findOneAndReplace(filter: Filter<T>, by: Partial<T>, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findOneAndDelete(filter: Filter<T>, options?: unknown): Query<HydratedDocument<T, M>, T>;
  findByIdAndDelete(id: unknown, options?: unknown): Query<HydratedDocument<T, M>, T>;
  updateOne(filter: Filter<T>, change: UpdateQuery<T>, options?: unknown): unknown;
  updateMany(filter: Filter<T>, change: UpdateQuery<T>, options?: unknown): unknown;
  replaceOne(filter: Filter<T>, by: Partial<T>, options?: unknown): unknown;
  deleteOne(filter?: Filter<T>, options?: unknown): unknown;
  deleteMany(filter?: Filter<T>, options?: unknown): unknown;
  countDocuments(filter?: Filter<T>, options?: unknown): unknown;
  exists(filter: Filter<T>): unknown;
  distinct(field: keyof T, filter?: Filter<T>): unknown;
  create(given: Partial<T>, options?: unknown): Promise<HydratedDocument<T, M>>;
  insertMany(given: Partial<T>[], options?: unknown): Promise<HydratedDocument<T, M>[]>;
  hydrate(given: Partial<T>): HydratedDocument<T, M>;
}
export class Schema<T> {
  constructor(fields: { [K in keyof T]?: unknown }, options?: unknown);
  index(fields: { [K in keyof T]?: unknown }, options?: unknown): Schema<T>;
}
"""

MODULES = {"mongoose": _MONGOOSE}
