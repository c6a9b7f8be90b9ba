// As much of the libraries that the projects use as a compiler needs to know the type of a value.

declare namespace JSX {
  type Element = object;
  interface IntrinsicElements { [name: string]: any }
  interface IntrinsicAttributes { key?: string | number }
}
declare const process: any;

declare module "react" {
  type Set<T> = (next: T | ((before: T) => T)) => void;
  export function useState<T>(initial: T | (() => T)): [T, Set<T>];
  export function useState<T = undefined>(): [T | undefined, Set<T | undefined>];
  export function useEffect(effect: () => unknown, changes?: unknown[]): void;
  export function useCallback<T>(callback: T, changes: unknown[]): T;
  export function useMemo<T>(make: () => T, changes: unknown[]): T;
  export function useReducer<S, A>(reduce: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
  export type FC<P> = (props: P) => JSX.Element | null;
  export type FormEvent = any;
}
declare module "swr" {
  export type Fetcher<T, K> = (key: K) => Promise<T>;
  export default function useSWR<T, K = any>(key: K, load?: (key: K) => Promise<T>): { data: T | undefined; mutate: any };
}
declare module "@tanstack/react-query" {
  export function useQuery<T>(options: any): { data: T | undefined };
}
declare module "axios" {
  interface Client {
    get<T>(url: string, options?: any): Promise<{ data: T }>;
    post<T>(url: string, body?: any): Promise<{ data: T }>;
  }
  const axios: Client & { create(options: any): Client };
  export default axios;
}
declare module "hono" {
  interface Context {
    req: { json<T = any>(): Promise<T>; query(name: string): string | undefined; param(name: string): string };
    json<T>(value: T, status?: number): any;
  }
  type Handler = (c: Context) => any;
  export class Hono {
    basePath(path: string): Hono;
    get(path: string, handler: Handler): Hono;
    post(path: string, handler: Handler): Hono;
    put(path: string, handler: Handler): Hono;
  }
}
declare module "next/server" {
  export type NextRequest = Request & { nextUrl: URL };
  export class NextResponse<T = any> {
    static json<T>(body: T, options?: any): NextResponse<T>;
  }
}
declare module "@prisma/client" {
  export namespace Prisma {
    type MemberGetPayload<T> = any;
    type PostGetPayload<T> = any;
    type ThreadGetPayload<T> = any;
  }
  export type Author = any;
  export type Book = any;
  export type Review = any;
  export const PrismaClient: any;
}
declare module "express" {
  export type ErrorRequestHandler = (error: any, req: any, res: any, next: any) => void;
  export const Router: any;
  const express: any;
  export default express;
}
declare module "fastify" {
  const Fastify: any;
  export default Fastify;
}
declare module "zod" {
  export interface Schema<T> {
    _out: T;
    parse(value: unknown): T;
    safeParse(value: unknown): { success: true; data: T } | { success: false; error: any };
    optional(): Schema<T | undefined>;
    nullable(): Schema<T | null>;
    array(): Schema<T[]>;
    [method: string]: any;
  }
  type Shape<S> = { [K in keyof S]: S[K] extends { _out: infer T } ? T : any };
  export namespace z {
    type ZodType<T> = any;
    type infer<S> = S extends { _out: infer T } ? T : any;
    function object<S>(shape: S): Schema<Shape<S>>;
    function array<T>(item: Schema<T>): Schema<T[]>;
    function record(...types: any[]): Schema<Record<string, any>>;
    function string(): Schema<string>;
    function number(): Schema<number>;
    function boolean(): Schema<boolean>;
    function cuid(): Schema<string>;
    function email(): Schema<string>;
    function url(): Schema<string>;
    const iso: { datetime(options?: any): Schema<string>; date(): Schema<string> };
  }
  export namespace z {
    export { choice as enum };
  }
  function choice<const V extends readonly string[]>(values: V): Schema<V[number]>;
}
declare module "drizzle-orm/pg-core" {
  export interface Column<T> {
    _: T;
    notNull(): Column<NonNullable<T>>;
    primaryKey(): Column<NonNullable<T>>;
    array(): Column<NonNullable<T>[] | null>;
    default(value: any): Column<T>;
    defaultNow(): Column<T>;
    defaultRandom(): Column<T>;
    unique(): Column<T>;
    references(of: () => any): Column<T>;
  }
  type Row<C> = { [K in keyof C]: C[K] extends Column<infer T> ? T : any };
  export type Table<C> = C & { $inferSelect: Row<C> };
  export function boolean(name: string): Column<boolean | null>;
  export function date(name: string): Column<string | null>;
  export function integer(name: string): Column<number | null>;
  export function text(name: string): Column<string | null>;
  export function timestamp(name: string, options?: any): Column<Date | null>;
  export function uuid(name: string): Column<string | null>;
  export function pgEnum<const V extends readonly string[]>(name: string, values: V): (name: string) => Column<V[number] | null>;
  export function pgTable<C>(name: string, columns: C, extra?: (table: Table<C>) => any): Table<C>;
  export function uniqueIndex(name: string): any;
}
declare module "drizzle-orm/node-postgres" {
  import type { Column, Row, Table } from "drizzle-orm/pg-core";
  interface Rows<T> extends Promise<T[]> {
    where(test: any): Rows<T>;
    orderBy(...by: any[]): Rows<T>;
  }
  interface Changed<C> {
    where(test: any): Changed<C>;
    returning(): Promise<Row<C>[]>;
  }
  interface Database {
    select(): { from<C>(table: Table<C>): Rows<Row<C>> };
    select<S>(columns: S): { from(table: any): Rows<Row<S>> };
    insert<C>(table: Table<C>): { values(row: Partial<Row<C>>): Changed<C> };
    update<C>(table: Table<C>): { set(row: Partial<Row<C>>): Changed<C> };
    delete<C>(table: Table<C>): Changed<C>;
  }
  export function drizzle(url: string): Database;
}
declare module "drizzle-orm" {
  import type { Column } from "drizzle-orm/pg-core";
  export function and(...tests: any[]): any;
  export function asc(column: any): any;
  export function count(): Column<number>;
  export function eq(column: any, value: any): any;
  export function gte(column: any, value: any): any;
  export function inArray(column: any, values: any): any;
  export function isNull(column: any): any;
  export function lt(column: any, value: any): any;
}
declare module "@trpc/server" {
  interface Query<I, O> { useQuery(input: I): { data: O | undefined } }
  interface Mutation<I, O> { useMutation(): { isPending: boolean; mutate(input: I): void } }
  interface Procedure<I, C> {
    input<T>(schema: { _out: T } | T): Procedure<T, C>;
    query<O>(run: (given: { input: I; ctx: C }) => Promise<O>): Query<I, O>;
    mutation<O>(run: (given: { input: I; ctx: C }) => Promise<O>): Mutation<I, O>;
  }
  interface Root<C> { router<R>(routes: R): R; procedure: Procedure<void, C> }
  export const initTRPC: { context<C>(): { create(): Root<C> } };
}
declare module "@trpc/react-query" {
  export function createTRPCReact<R>(): R;
}
declare module "@apollo/client" {
  export function gql(parts: TemplateStringsArray, ...put: any[]): any;
  export function useQuery(query: any, options?: any): { data: any };
  export function useMutation(mutation: any): [any];
}
declare module "mysql2/promise" {
  namespace mysql {
    type ResultSetHeader = any;
  }
  const mysql: any;
  export default mysql;
}
