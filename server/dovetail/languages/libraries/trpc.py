"""tRPC: the context that procedures are given. What they take and give is told where routers are read."""

_SERVER = """\
export interface Procedure<C> {
  input(schema: unknown): Procedure<C>;
  output(schema: unknown): Procedure<C>;
  meta(about: unknown): Procedure<C>;
  use(run: (options: { ctx: C }) => unknown): Procedure<C>;
  query(run: (options: { ctx: C }) => unknown): unknown;
  mutation(run: (options: { ctx: C }) => unknown): unknown;
  subscription(run: (options: { ctx: C }) => unknown): unknown;
}
export interface Root<C> { procedure: Procedure<C>; middleware(run: (options: { ctx: C }) => unknown): unknown }
export const initTRPC: { context: <C>() => { create: (options?: unknown) => Root<C> } };
"""

MODULES = {"@trpc/server": _SERVER}
