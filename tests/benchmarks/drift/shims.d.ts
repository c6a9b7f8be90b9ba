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
  export namespace z {
    type ZodType<T> = any;
  }
  export const z: any;
}
declare module "mysql2/promise" {
  namespace mysql {
    type ResultSetHeader = any;
  }
  const mysql: any;
  export default mysql;
}
