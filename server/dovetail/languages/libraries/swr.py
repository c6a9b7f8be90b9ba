"""SWR: hooks that load something under a key, and change what is kept there."""

_OPTIONS = """\
export interface SWRConfiguration<D, E> {
  fallbackData: D;
  onSuccess: (data: D) => void;
  onError: (error: E) => void;
  use: unknown;
}
export interface MutatorOptions<D> { optimisticData: D; populateCache: unknown }
export interface SWRResponse<D, E> {
  data: D;
  error: E;
  mutate(next: D, options: MutatorOptions<D>): D;
}
"""

_CORE = """\
export function useSWR<D, E>(key: unknown, load: () => D, options: SWRConfiguration<D, E>): SWRResponse<D, E>;
export default useSWR;
export function mutate<D>(key: unknown, next: D, options: MutatorOptions<D>): D;
export interface Cache { mutate<D>(key: unknown, next: D, options: MutatorOptions<D>): D }
export function useSWRConfig(): Cache;
"""

_INFINITE = """\
import { SWRConfiguration, SWRResponse } from "swr";
export function useSWRInfinite<D, E>(
  key: (index: number, previous: D) => unknown, load: () => D, options: SWRConfiguration<D[], E>,
): SWRResponse<D[], E>;
export default useSWRInfinite;
"""

_MUTATION = """\
import { SWRConfiguration } from "swr";
export interface Sent<A> { arg: A }
export interface SWRMutationResponse<D, E, A> {
  data: D;
  error: E;
  trigger(arg: A, options: SWRConfiguration<D, E>): D;
}
export function useSWRMutation<D, E, K, A>(
  key: unknown, send: (key: K, sent: Sent<A>) => D, options: SWRConfiguration<D, E>,
): SWRMutationResponse<D, E, A>;
export default useSWRMutation;
"""

MODULES = {
    "swr": _OPTIONS + _CORE,
    "swr/immutable": 'import { SWRConfiguration, SWRResponse } from "swr";\n'
    + _CORE.splitlines()[0]
    + "\nexport default useSWR;\n",
    "swr/infinite": _INFINITE,
    "swr/mutation": _MUTATION,
}
