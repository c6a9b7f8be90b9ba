import * as vscode from 'vscode';
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.js';
import { isComplete, makeEnvironment, privateEnvironment, type PrivateEnvironment } from './environment.js';
import { activeInterpreter, onActiveInterpreterChanged } from './python-extension.js';
import { cancellableProgress } from './progress.js';
import { isServerCommand, NO_SPRINTS, readStatus, STATUS_NOTIFICATION, type Status } from './protocol.js';
import { QuietClient } from './quiet-client.js';
import { Crashes, Restarts } from './restarts.js';
import {
  findInterpreter,
  NAMES,
  readBundle,
  serverCommand,
  type Bundle,
  type Found,
  type Interpreter,
} from './server.js';
import { explicitSettings } from './settings.js';
import { completeArguments, openSprint, savePlan } from './sprints.js';
import { menu, statusBar, type Connection } from './status.js';

const LAUNCHES = ['dovetail.launchPackage', 'dovetail.launchReady'];

/** The one holder of the extension's state: the client, and what the server last said. */
export class Ctx {
  private readonly log = vscode.window.createOutputChannel('Dovetail', { log: true });
  private readonly bar = vscode.window.createStatusBarItem('dovetail.status', vscode.StatusBarAlignment.Left, 10);
  private readonly restarts = new Restarts(() => this.cycle());
  private client: QuietClient | undefined;
  private connection: Connection = 'starting';
  private status: Status = NO_SPRINTS;
  private found: Found | undefined;

  static async create(extension: vscode.ExtensionContext): Promise<Ctx> {
    const bundle = await readBundle(extension.asAbsolutePath('server'));
    const requirements = extension.asAbsolutePath('server/requirements.txt');
    const own = await privateEnvironment(extension.globalStorageUri.fsPath, requirements);
    return new Ctx(extension, bundle, requirements, own);
  }

  private constructor(
    extension: vscode.ExtensionContext,
    private readonly bundle: Bundle,
    private readonly requirements: string,
    private readonly own: PrivateEnvironment,
  ) {
    this.bar.name = 'Dovetail';
    this.bar.command = 'dovetail.menu';
    this.show('starting', NO_SPRINTS);
    this.bar.show();
    extension.subscriptions.push(
      this.log,
      this.bar,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('dovetail.python')) void this.restart();
        else if (change.affectsConfiguration('dovetail')) this.tellSettings();
      }),
      onActiveInterpreterChanged(() => void this.restart()),
    );
  }

  restart(): Promise<void> {
    return this.restarts.request();
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // The library refuses to stop a server that has not answered yet, or never did.
      this.log.debug(String(error));
      client?.serverProcess?.kill();
    }
  }

  async showMenu(): Promise<void> {
    const entries = menu(this.connection, this.status).map((entry) => ({
      ...entry,
      description: entry.detail ?? '',
      detail: '',
    }));
    const chosen = await vscode.window.showQuickPick(entries, { placeHolder: 'Dovetail', matchOnDescription: true });
    if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, ...chosen.arguments);
  }

  async showLog(): Promise<void> {
    this.log.show();
  }

  async chooseInterpreter(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'dovetail.python');
  }

  async openSprint(uri: unknown): Promise<void> {
    if (typeof uri === 'string') await openSprint(uri);
  }

  /** Makes the private environment with the interpreter that nearly suits, or with any that is new enough. */
  async installDependencies(): Promise<void> {
    if (isComplete(this.own)) {
      void vscode.window.showInformationMessage('Dovetail’s private environment is already installed.');
      return;
    }
    const found = this.found ?? (await this.find());
    const base: Interpreter | undefined = found.interpreter ?? found.installWith;
    if (base === undefined) {
      void vscode.window.showErrorMessage(found.problem ?? '');
      return;
    }
    const title = 'Installing the packages of Dovetail’s server';
    const location = vscode.ProgressLocation.Notification;
    try {
      await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancellation) => {
        const abort = new AbortController();
        cancellation.onCancellationRequested(() => abort.abort());
        const say = (line: string) => {
          this.log.info(line);
          progress.report({ message: line.slice(0, 80) });
        };
        await makeEnvironment(this.own, this.requirements, base.path, say, abort.signal);
      });
    } catch (error) {
      if (error instanceof Error && error.name !== 'AbortError') await this.complain(error.message, [CHOOSE, LOG]);
      return;
    }
    await this.restart();
  }

  private async cycle(): Promise<void> {
    await this.stop();
    this.show('starting', NO_SPRINTS);
    const found = await this.find();
    this.found = found;
    if (found.interpreter === undefined) {
      this.show('failed', NO_SPRINTS);
      // Not awaited: the answer may take a day, and a restart must be possible meanwhile.
      void this.complain(found.problem, found.installWith === undefined ? [CHOOSE] : [INSTALL, CHOOSE]);
      return;
    }
    this.log.info(`Starting the server with ${found.interpreter.path} (Python ${found.interpreter.version}).`);
    const client = this.makeClient(found.interpreter);
    this.client = client;
    // What goes wrong is said where the client's state changes, at the start as later.
    await client.start().catch((error: unknown) => this.log.debug(String(error)));
  }

  private find(): Promise<Found> {
    return activeInterpreter().then((active) =>
      findInterpreter(
        {
          setting: vscode.workspace.getConfiguration('dovetail').get('python', '').trim(),
          own: isComplete(this.own) ? this.own.python : undefined,
          active,
          names: NAMES,
        },
        this.bundle,
      ),
    );
  }

  private makeClient(interpreter: Interpreter): QuietClient {
    const crashes = new Crashes(4, 3 * 60_000);
    const client = new QuietClient('dovetail', 'Dovetail', serverCommand(interpreter, this.bundle, process.env), {
      documentSelector: DOCUMENTS,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => serverSettings(undefined),
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (_error, _message, count) => ({
          action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
          handled: true,
        }),
        closed: () => {
          if (this.connection === 'running' && crashes.startAgain(Date.now())) {
            return { action: CloseAction.Restart, handled: true };
          }
          this.giveUp();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      middleware: {
        handleWorkDoneProgress: cancellableProgress(() => this.client),
        executeCommand: async (command, given: unknown[], next) => {
          try {
            return await this.ask(command, given, next);
          } catch (error) {
            // The server's refusals are sentences for people. A message with a button is shown whole, not as one cut line.
            void this.complain(error instanceof Error ? error.message : String(error), [LOG]);
            return undefined;
          }
        },
        workspace: {
          configuration: (params) => params.items.map(({ scopeUri }) => serverSettings(scopeUri)),
        },
      },
    });
    client.onNotification(STATUS_NOTIFICATION, (message: unknown) => this.show(this.connection, readStatus(message)));
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return; // an old client says good-bye
      if (newState === State.Running) this.show('running', this.status);
      else if (newState === State.Starting) this.show('starting', NO_SPRINTS);
      else if (newState === State.StartFailed) this.giveUp();
    });
    return client;
  }

  /** A command for the server, with the arguments that a person who calls it from the palette does not give. */
  private async ask(
    command: string,
    given: unknown[],
    send: (command: string, given: unknown[]) => unknown,
  ): Promise<unknown> {
    if (!isServerCommand(command)) return await send(command, given);
    const complete = await completeArguments(command, given, this.status);
    if (complete === undefined) return undefined;
    if (LAUNCHES.includes(command)) await savePlan();
    return await send(command, [...complete]);
  }

  private show(connection: Connection, status: Status): void {
    this.connection = connection;
    this.status = status;
    const { text, tooltip, tone } = statusBar(connection, status);
    this.bar.text = text;
    this.bar.tooltip = tooltip;
    this.bar.backgroundColor = tone === 'plain' ? undefined : new vscode.ThemeColor(`statusBarItem.${tone}Background`);
    void vscode.commands.executeCommand('setContext', 'dovetail.running', connection === 'running');
  }

  /** Only says that something has changed: the server asks for what it wants to know. */
  private tellSettings(): void {
    if (this.connection !== 'running') return;
    void this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  /** Says once that the server does not run; the library tells of one failure in several ways. */
  private giveUp(): void {
    if (this.connection === 'failed' || this.connection === 'stopped') return;
    const started = this.connection === 'running';
    this.show(started ? 'stopped' : 'failed', NO_SPRINTS);
    const problem = started ? 'ended five times within three minutes' : 'did not start';
    void this.complain(`Dovetail’s server ${problem}: its log says why.`, [LOG, RESTART, CHOOSE]);
  }

  private async complain(problem: string, buttons: readonly string[]): Promise<void> {
    this.log.error(problem);
    const chosen = await vscode.window.showErrorMessage(problem, ...buttons);
    if (chosen === INSTALL) await this.installDependencies();
    else if (chosen === CHOOSE) await this.chooseInterpreter();
    else if (chosen === LOG) await this.showLog();
    else if (chosen === RESTART) await this.restart();
  }
}

const INSTALL = 'Install into a private environment';
const CHOOSE = 'Choose an interpreter';
const LOG = 'Show the log';
const RESTART = 'Restart';

function serverSettings(scope: string | undefined): Record<string, unknown> {
  const uri = scope === undefined ? undefined : vscode.Uri.parse(scope);
  const configuration = vscode.workspace.getConfiguration('dovetail', uri);
  return explicitSettings((name) => configuration.inspect(name));
}
