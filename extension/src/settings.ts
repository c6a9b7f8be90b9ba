/** The part of VS Code's `inspect` that matters here. */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The settings of the server. The others (`dovetail.python`, `dovetail.trace.server`) are the client's own. */
export const SERVER_SETTINGS = ['sandbox', 'severities'] as const;

/**
 * Only what a person has set: the defaults of package.json must not override the repository's `.dovetail/settings.json`,
 * which is what VS Code's plain answer to `workspace/configuration` would do.
 */
export function explicitSettings(inspect: (name: string) => Inspected | undefined): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of SERVER_SETTINGS) {
    const found = inspect(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined && value !== null) settings[name] = value;
  }
  return settings;
}
