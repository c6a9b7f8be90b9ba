import * as vscode from 'vscode';

/** The small part of the Python extension's public interface that is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interpreter that is chosen in the Python extension; undefined where that is not installed or knows of none. */
export async function activeInterpreter(): Promise<string | undefined> {
  const environments = (await pythonExtension()?.activate())?.environments;
  if (environments === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
  return environment?.executable.uri?.fsPath;
}

export function onActiveInterpreterChanged(listener: () => void): vscode.Disposable {
  let heard = new vscode.Disposable(() => {});
  void pythonExtension()
    ?.activate()
    .then((python) => (heard = python.environments.onDidChangeActiveEnvironmentPath(listener)));
  return new vscode.Disposable(() => heard.dispose());
}

function pythonExtension(): vscode.Extension<PythonExtension> | undefined {
  return vscode.extensions.getExtension<PythonExtension>('ms-python.python');
}
