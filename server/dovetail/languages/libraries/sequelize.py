"""Sequelize: models, the rows that their queries give, and what queries and changes name."""

_SEQUELIZE = """\
export type Where<E> = Partial<E>;
export interface FindOptions<E> { where?: Where<E>; attributes?: (keyof E)[]; order?: [keyof E, unknown][]; group?: (keyof E)[] }
export interface Instance<E> {
  id: unknown; isNewRecord: boolean; dataValues: unknown; sequelize: unknown; createdAt: unknown; updatedAt: unknown; deletedAt: unknown;
  save(options?: unknown): Promise<unknown>; reload(options?: unknown): Promise<unknown>; destroy(options?: unknown): Promise<void>;
  restore(options?: unknown): Promise<void>; validate(options?: unknown): Promise<void>; toJSON(): unknown; get(given?: unknown): unknown;
  update(values: Partial<E>, options?: unknown): Promise<unknown>; set(given: unknown, value?: unknown): unknown;
  setDataValue(name: keyof E, value: unknown): void; getDataValue(name: keyof E): unknown; changed(name?: unknown): unknown;
  previous(name?: unknown): unknown; increment(given: unknown, options?: unknown): Promise<unknown>; equals(other: unknown): boolean;
  decrement(given: unknown, options?: unknown): Promise<unknown>; isSoftDeleted(): boolean; where(): unknown;
}
export interface ModelStatic<E> {
  "(new)": (given?: Partial<E>) => E;
  findAll(options?: FindOptions<E>): Promise<E[]>;
  findOne(options?: FindOptions<E>): Promise<E>;
  findByPk(id: unknown, options?: FindOptions<E>): Promise<E>;
  findAndCountAll(options?: FindOptions<E>): Promise<{ rows: E[]; count: number }>;
  findOrCreate(options: { where?: Where<E>; defaults?: Partial<E> }): Promise<[E, boolean]>;
  findCreateFind(options: { where?: Where<E>; defaults?: Partial<E> }): Promise<[E, boolean]>;
  findOrBuild(options: { where?: Where<E>; defaults?: Partial<E> }): Promise<[E, boolean]>;
  count(options?: FindOptions<E>): Promise<number>;
  sum(field: keyof E, options?: FindOptions<E>): Promise<number>;
  max(field: keyof E, options?: FindOptions<E>): Promise<unknown>;
  min(field: keyof E, options?: FindOptions<E>): Promise<unknown>;
  build(values?: Partial<E>, options?: unknown): E;
  create(values?: Partial<E>, options?: unknown): Promise<E>;
  bulkCreate(values: Partial<E>[], options?: unknown): Promise<E[]>;
  upsert(values: Partial<E>, options?: unknown): Promise<[E, boolean]>;
  update(values: Partial<E>, options: { where?: Where<E> }): Promise<[number, E[]]>;
  destroy(options?: { where?: Where<E> }): Promise<number>;
  restore(options?: { where?: Where<E> }): Promise<void>;
  increment(fields: unknown, options?: { where?: Where<E> }): Promise<unknown>;
  decrement(fields: unknown, options?: { where?: Where<E> }): Promise<unknown>;
  scope(given?: unknown): ModelStatic<E>;
  unscoped(): ModelStatic<E>;
}
"""

MODULES = {"sequelize": _SEQUELIZE}
