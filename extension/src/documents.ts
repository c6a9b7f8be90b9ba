/** The endings of the files that the server reads: those of the plan, and of code in every language that it knows. */
export const SUFFIXES = [
  ...['.md', '.yaml', '.yml', '.json'],
  ...['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte', '.html'],
  ...['.py', '.pyi', '.prisma', '.sql', '.graphql', '.gql', '.graphqls', '.proto'],
] as const;

/** By their names, because an editor without the extension for it calls a language's files plain text. */
export const DOCUMENTS = [{ scheme: 'file', pattern: `**/*{${SUFFIXES.join(',')}}` }];
