import * as vscode from 'vscode';
import { chooseRule } from './findings.js';
import { SERVER_COMMANDS, type ServerCommand, type Status } from './protocol.js';

/** Undefined when the person who was asked chose nothing. */
export type Arguments = readonly unknown[] | undefined;

/**
 * The arguments with which a server's command is sent. A code lens gives all of them; the palette gives none, and a menu
 * of the editor's title gives the file. What is missing is the sprint in the editor, or is asked for.
 */
export async function completeArguments(
  command: ServerCommand,
  given: readonly unknown[],
  status: Status,
): Promise<Arguments> {
  if (typeof given[0] === 'string') return given;
  if (command === 'dovetail.fixAll') return await chooseRule();
  const wanted = SERVER_COMMANDS[command];
  const sprint = given[0] instanceof vscode.Uri ? given[0] : await chooseSprint(status);
  if (sprint === undefined) return undefined;
  if (wanted.length === 1) return [sprint.toString()];
  return await choosePackage(command, sprint);
}

/** What a launch reads is what the person sees: the plan's files are saved first, as tasks do. */
export async function savePlan(): Promise<void> {
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && isPlan(document.uri));
  await Promise.all(dirty.map((document) => document.save()));
}

export async function openSprint(uri: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.parse(uri));
}

const SPRINT = '.sprint.yaml';

function isPlan(uri: vscode.Uri): boolean {
  return [SPRINT, '.contract.ts', '/CONVENTIONS.md'].some((end) => uri.path.endsWith(end));
}

async function chooseSprint(status: Status): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.path.endsWith(SPRINT)) return active;
  const launched = status.sprints.map((sprint) => vscode.Uri.parse(sprint.uri));
  const candidates =
    launched.length > 0 ? launched : await vscode.workspace.findFiles(`**/*${SPRINT}`, '**/node_modules/**', 50);
  if (candidates.length <= 1) {
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage(`There is no sprint here yet: write a file that ends in ${SPRINT}.`);
    }
    return candidates[0];
  }
  const items = candidates.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which sprint?' }))?.uri;
}

/** What a command on a package is called when the package is asked for, and what to say where there is none. */
const ON_PACKAGES: Partial<Record<ServerCommand, { readonly ask: string; readonly none: string }>> = {
  'dovetail.launchPackage': { ask: 'Launch which package?', none: 'No package can be launched' },
  'dovetail.stop': { ask: 'Stop which package?', none: 'Nothing is running' },
  'dovetail.resume': { ask: 'Resume which package?', none: 'Nothing waits' },
  'dovetail.diff': { ask: 'Show the changes of which package?', none: 'No package has a branch yet' },
  'dovetail.log': { ask: 'Show the log of which package?', none: 'No package has been launched' },
};

/** What can be launched, stopped or shown is what the server offers a code lens for, so that only the server decides it. */
async function choosePackage(command: ServerCommand, sprint: vscode.Uri): Promise<Arguments> {
  await vscode.workspace.openTextDocument(sprint);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    sprint,
    1000,
  );
  const offers = lenses.flatMap((lens) => (lens.command?.command === command ? [lens.command] : []));
  const words = ON_PACKAGES[command];
  if (offers.length === 0) {
    void vscode.window.showInformationMessage(`${words?.none} in ${vscode.workspace.asRelativePath(sprint)}.`);
    return undefined;
  }
  const items = offers.map((offer) => {
    const name: unknown = offer.arguments?.[1];
    return { label: typeof name === 'string' ? name : 'All packages', given: offer.arguments ?? [] };
  });
  return (await vscode.window.showQuickPick(items, { placeHolder: words?.ask ?? '' }))?.given;
}
