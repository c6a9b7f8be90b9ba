"""Apollo's composables for Vue: documents that say what they give and take, and the refs of what asks them."""

_COMPOSABLES = """\
import { Ref, ComputedRef } from "vue";
export interface TypedDocumentNode<TData, TVariables> { "(data)": TData; "(variables)": TVariables }
export interface FetchResult<TData> { data: TData }
export interface UseQueryReturn<TData, TVariables> {
  result: Ref<TData>;
  variables: Ref<TVariables>;
  onResult(take: (result: FetchResult<TData>) => void): void;
  refetch(variables?: Partial<TVariables>): FetchResult<TData>;
  fetchMore(options: {
    variables: Partial<TVariables>;
    updateQuery: (previous: TData, next: { fetchMoreResult: TData; variables: TVariables }) => TData;
  }): FetchResult<TData>;
  subscribeToMore(options: { updateQuery: (previous: TData, next: unknown) => TData }): void;
}
export interface MutationOptions<TData, TVariables> {
  variables: TVariables;
  optimisticResponse: TData;
  update: (cache: unknown, result: FetchResult<TData>) => void;
}
export interface UseMutationReturn<TData, TVariables> {
  mutate(variables: TVariables, options?: MutationOptions<TData, TVariables>): FetchResult<TData>;
  onDone(take: (result: FetchResult<TData>) => void): void;
}
export function useQuery<TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>, variables?: TVariables & (() => TVariables), options?: unknown,
): UseQueryReturn<TData, TVariables>;
export function useLazyQuery<TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>, variables?: TVariables & (() => TVariables), options?: unknown,
): UseQueryReturn<TData, TVariables>;
export function useSubscription<TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>, variables?: TVariables & (() => TVariables), options?: unknown,
): UseQueryReturn<TData, TVariables>;
export function useMutation<TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>, options?: MutationOptions<TData, TVariables>,
): UseMutationReturn<TData, TVariables>;
export function useResult<TData, TGiven>(result: Ref<TData>, otherwise: unknown, pick: (data: TData) => TGiven): ComputedRef<TGiven>;
"""

MODULES = {"@vue/apollo-composable": _COMPOSABLES}
