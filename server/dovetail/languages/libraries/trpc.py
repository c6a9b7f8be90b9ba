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
export function createCallerFactory(): <R>(router: R) => (context: unknown) => R;
export const initTRPC: { context: <C>() => { create: (options?: unknown) => Root<C> } };
"""

# What is observed is a list of what is emitted, as what a generator yields is.
_OBSERVABLE = """\
export function observable<T>(run: (emit: { next: (value: T) => void; error: unknown; complete: unknown }) => unknown): T[];
"""

MODULES = {"@trpc/server": _SERVER, "@trpc/server/observable": _OBSERVABLE}
