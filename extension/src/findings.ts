import * as vscode from 'vscode';

/** A rule that has found something, and a file where it has. */
interface Found {
  readonly uri: vscode.Uri;
  readonly many: number;
}

/**
 * The arguments of `dovetail.fixAll` for a person who calls it from the palette: a file, and a rule that has found
 * something. Undefined when nothing was chosen.
 */
export async function chooseRule(): Promise<readonly string[] | undefined> {
  const rules = [...found()].sort(([a], [b]) => a.localeCompare(b));
  if (rules.length === 0) {
    void vscode.window.showInformationMessage('Dovetail has found nothing to fix.');
    return undefined;
  }
  const items = rules.map(([label, { uri, many }]) => ({
    label,
    description: `${many} ${many === 1 ? 'finding' : 'findings'}`,
    uri,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: 'Fix all findings of which rule, in all files?',
  });
  return chosen === undefined ? undefined : [chosen.uri.toString(), chosen.label];
}

function found(): Map<string, Found> {
  const rules = new Map<string, Found>();
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    for (const { source, code } of diagnostics) {
      const rule = typeof code === 'object' ? code.value : code;
      if (source !== 'dovetail' || typeof rule !== 'string') continue;
      const before = rules.get(rule);
      rules.set(rule, { uri: before?.uri ?? uri, many: (before?.many ?? 0) + 1 });
    }
  }
  return rules;
}
