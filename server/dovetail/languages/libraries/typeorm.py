"""TypeORM: repositories of entities, and the builders of their queries."""

_TYPEORM = """\
export interface FindManyOptions<E> {
  where?: Partial<E>; select?: { [K in keyof E]?: unknown };
  order?: { [K in keyof E]?: unknown }; relations?: { [K in keyof E]?: unknown };
}
export interface FindOneOptions<E> {
  where?: Partial<E>; select?: { [K in keyof E]?: unknown };
  order?: { [K in keyof E]?: unknown }; relations?: { [K in keyof E]?: unknown };
}
export interface SelectQueryBuilder<E> {
  select(...given: unknown[]): SelectQueryBuilder<E>;
  addSelect(...given: unknown[]): SelectQueryBuilder<E>;
  where(...given: unknown[]): SelectQueryBuilder<E>;
  andWhere(...given: unknown[]): SelectQueryBuilder<E>;
  orWhere(...given: unknown[]): SelectQueryBuilder<E>;
  leftJoin(...given: unknown[]): SelectQueryBuilder<E>;
  leftJoinAndSelect(...given: unknown[]): SelectQueryBuilder<E>;
  innerJoin(...given: unknown[]): SelectQueryBuilder<E>;
  innerJoinAndSelect(...given: unknown[]): SelectQueryBuilder<E>;
  orderBy(...given: unknown[]): SelectQueryBuilder<E>;
  addOrderBy(...given: unknown[]): SelectQueryBuilder<E>;
  groupBy(...given: unknown[]): SelectQueryBuilder<E>;
  having(...given: unknown[]): SelectQueryBuilder<E>;
  skip(count: number): SelectQueryBuilder<E>;
  take(count: number): SelectQueryBuilder<E>;
  limit(count: number): SelectQueryBuilder<E>;
  offset(count: number): SelectQueryBuilder<E>;
  withDeleted(): SelectQueryBuilder<E>;
  setParameters(given: object): SelectQueryBuilder<E>;
  getOne(): Promise<E | null>;
  getOneOrFail(): Promise<E>;
  getMany(): Promise<E[]>;
  getManyAndCount(): Promise<[E[], number]>;
}
export interface Repository<E> {
  find(options?: FindManyOptions<E>): Promise<E[]>;
  findBy(where: Partial<E>): Promise<E[]>;
  findAndCount(options?: FindManyOptions<E>): Promise<[E[], number]>;
  findAndCountBy(where: Partial<E>): Promise<[E[], number]>;
  findOne(options: FindOneOptions<E>): Promise<E | null>;
  findOneBy(where: Partial<E>): Promise<E | null>;
  findOneOrFail(options: FindOneOptions<E>): Promise<E>;
  findOneByOrFail(where: Partial<E>): Promise<E>;
  count(options?: FindManyOptions<E>): Promise<number>;
  countBy(where: Partial<E>): Promise<number>;
  increment(which: Partial<E>, name: keyof E, by: number): Promise<unknown>;
  decrement(which: Partial<E>, name: keyof E, by: number): Promise<unknown>;
  sum(name: keyof E, which?: Partial<E>): Promise<number>;
  average(name: keyof E, which?: Partial<E>): Promise<number>;
  minimum(name: keyof E, which?: Partial<E>): Promise<number>;
  maximum(name: keyof E, which?: Partial<E>): Promise<number>;
  exists(options?: FindManyOptions<E>): Promise<boolean>;
  existsBy(where: Partial<E>): Promise<boolean>;
  create(given?: Partial<E>): E;
  preload(given: Partial<E>): Promise<E | undefined>;
  merge(into: E, given: Partial<E>): E;
  save(given: Partial<E>): Promise<E>;
  remove(entity: E): Promise<E>;
  softRemove(entity: E): Promise<E>;
  insert(given: Partial<E>): Promise<unknown>;
  upsert(given: Partial<E>, conflict: unknown): Promise<unknown>;
  update(which: Partial<E>, given: Partial<E>): Promise<unknown>;
  delete(which: Partial<E>): Promise<unknown>;
  softDelete(which: Partial<E>): Promise<unknown>;
  createQueryBuilder(alias?: string): SelectQueryBuilder<E>;
}
export interface TreeRepository<E> extends Repository<E> {}
"""

# What stands for a repository where one is provided is a repository to whoever stands in for it.
_NEST = """\
import { Repository } from "typeorm";
export function getRepositoryToken<E>(entity?: unknown): Repository<E>;
"""

MODULES = {"typeorm": _TYPEORM, "@nestjs/typeorm": _NEST}
