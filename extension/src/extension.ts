import * as vscode from 'vscode';
import { COMMANDS } from './commands.js';
import { Ctx } from './ctx.js';

let ctx: Ctx | undefined;

export async function activate(extension: vscode.ExtensionContext): Promise<void> {
  const here = await Ctx.create(extension);
  ctx = here;
  for (const [id, handler] of Object.entries(COMMANDS)) {
    extension.subscriptions.push(vscode.commands.registerCommand(id, (...given: unknown[]) => handler(here, ...given)));
  }
  // Not awaited: a server that is slow to start, or a question to the user, must not hold up the editor's activation.
  void here.restart();
}

export async function deactivate(): Promise<void> {
  await ctx?.stop();
}
