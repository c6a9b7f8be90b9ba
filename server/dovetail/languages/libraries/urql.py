"""urql: the hooks of its client for React."""

_HOOKS = """\
export interface TypedDocumentNode<TData, TVariables> { "(data)": TData; "(variables)": TVariables }
export interface Result<TData> { data: TData }
export function useQuery<TData, TVariables>(
  options: { query: TypedDocumentNode<TData, TVariables>; variables: TVariables },
): [Result<TData>, () => void];
export function useMutation<TData, TVariables>(
  mutation: TypedDocumentNode<TData, TVariables>,
): [Result<TData>, (variables: TVariables) => Result<TData>];
"""

MODULES = {"urql": _HOOKS}
