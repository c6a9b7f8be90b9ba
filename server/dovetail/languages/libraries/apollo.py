"""Apollo's client: documents that say what they give and take, and what asks them."""

_DOCUMENTS = """\
export interface TypedDocumentNode<TData, TVariables> { "(data)": TData; "(variables)": TVariables }
export interface FetchResult<TData> { data: TData }
export interface Cached<TData, TVariables> {
  query: TypedDocumentNode<TData, TVariables>;
  variables: TVariables;
}
export interface Written<TData, TVariables> {
  query: TypedDocumentNode<TData, TVariables>;
  variables: TVariables;
  data: TData;
}
export interface ApolloCache {
  readQuery<TData, TVariables>(options: Cached<TData, TVariables>): TData;
  writeQuery<TData, TVariables>(options: Written<TData, TVariables>): void;
  updateQuery<TData, TVariables>(options: Cached<TData, TVariables>, update: (data: TData) => TData): TData;
}
export interface Asked<TData, TVariables> {
  query: TypedDocumentNode<TData, TVariables>;
  variables: TVariables;
  onCompleted: (data: TData) => void;
}
export interface Changed<TData, TVariables> {
  mutation: TypedDocumentNode<TData, TVariables>;
  variables: TVariables;
  optimisticResponse: TData & ((variables: TVariables) => TData);
  onCompleted: (data: TData) => void;
  update: (cache: ApolloCache, result: { data: TData }, options: { variables: TVariables }) => void;
}
export interface QueryResult<TData, TVariables> {
  data: TData;
  previousData: TData;
  variables: TVariables;
  refetch(variables?: Partial<TVariables>): FetchResult<TData>;
  updateQuery(map: (previous: TData) => TData): void;
  fetchMore(options: {
    variables: Partial<TVariables>;
    updateQuery: (previous: TData, next: { fetchMoreResult: TData; variables: TVariables }) => TData;
  }): FetchResult<TData>;
}
export class ApolloClient {
  cache: ApolloCache;
  writeQuery<TData, TVariables>(options: Written<TData, TVariables>): void;
  query<TData, TVariables>(options: Asked<TData, TVariables>): FetchResult<TData>;
  mutate<TData, TVariables>(options: Changed<TData, TVariables>): FetchResult<TData>;
  readQuery<TData, TVariables>(options: Asked<TData, TVariables>): TData;
}
"""

_HOOKS = """\
export function useQuery<TData, TVariables>(
  query: TypedDocumentNode<TData, TVariables>, options?: Asked<TData, TVariables>,
): QueryResult<TData, TVariables>;
export function useSuspenseQuery<TData, TVariables>(
  query: TypedDocumentNode<TData, TVariables>, options?: Asked<TData, TVariables>,
): QueryResult<TData, TVariables>;
export function useSubscription<TData, TVariables>(
  query: TypedDocumentNode<TData, TVariables>, options?: Asked<TData, TVariables>,
): QueryResult<TData, TVariables>;
export function useLazyQuery<TData, TVariables>(
  query: TypedDocumentNode<TData, TVariables>, options?: Asked<TData, TVariables>,
): [(options: Asked<TData, TVariables>) => FetchResult<TData>, QueryResult<TData, TVariables>];
export function useMutation<TData, TVariables>(
  mutation: TypedDocumentNode<TData, TVariables>, options?: Changed<TData, TVariables>,
): [(options: Changed<TData, TVariables>) => FetchResult<TData>, FetchResult<TData>];
"""

_TYPES = 'import { Asked, Changed, FetchResult, QueryResult, TypedDocumentNode } from "@apollo/client";\n'

MODULES = {
    "@apollo/client": _DOCUMENTS + _HOOKS,  # until its version 4
    "@apollo/client/react": _TYPES + _HOOKS,
}
