// One story, from an empty profile to a landed sprint, in a real VS Code. Every agent runs on the scripted model.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { dovetail, makeScene, play, project, python } from './scene.mjs';

const scene = makeScene('sprint');
const { folder, env } = scene;
const keep = process.argv.includes('--update-screenshot');
const CONTRACT = 'contracts/auth.contract.ts';
const SPRINT = 'auth-dashboard.sprint.yaml';
let editor;
let model;

const steps = {
  'the demo repository is there, and the model is served': async () => {
    model = await serveModel();
  },

  'the package starts its server in an empty profile': async () => {
    editor = await Editor.open(scene, { 'dovetail.python': python });
    await editor.file(CONTRACT);
    await editor.status(/Dovetail: 5 ready/);
  },

  'a contract that can be read in two ways gets a squiggle': async () => {
    await editor.goTo(lineOf(CONTRACT, '  displayName: string;'));
    await editor.press('End');
    await editor.page.keyboard.type('\nnickname?: string | null;');
    await editor.squiggle('warning').first().waitFor();
    await editor.problems();
    await editor.problem('ambiguous-presence').waitFor();
    await editor.screenshot('1-squiggle');
  },

  'the light bulb mends it': async () => {
    await editor.goTo(lineOf(CONTRACT, '  displayName: string;') + 1, 6);
    await editor.page.locator('.editor-instance .lightBulbWidget').first().click();
    const fix = editor.page.locator('.action-widget .monaco-list-row', { hasText: 'Make `nickname` required' }).first();
    await fix.waitFor();
    await editor.screenshot('2-light-bulb');
    await fix.click();
    await editor.page.locator('.view-line', { hasText: 'nickname: string | null' }).waitFor();
    await editor.problem('ambiguous-presence').waitFor({ state: 'detached' });
  },

  'the contract is as it was after undo and save': async () => {
    const before = readFileSync(path.join(folder, CONTRACT), 'utf8');
    const typed = editor.page.locator('.view-line', { hasText: 'nickname' });
    for (let tries = 0; tries < 40 && (await typed.count()) > 0; tries++) await editor.press('Control+Z');
    await editor.press('Control+S');
    await editor.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    assert.equal(readFileSync(path.join(folder, CONTRACT), 'utf8'), before);
  },

  'the code lens launches every ready package': async () => {
    // The sprint on the left, the contract on the right: what the agents do is seen in both.
    await editor.file(SPRINT);
    await editor.file(CONTRACT);
    await editor.command('View: Move Editor into Right Group');
    await editor.goTo(lineOf(CONTRACT, 'export interface Session {') + 12);
    await editor.press('Control+B');
    await editor.focus(SPRINT);
    await editor.lens(/Launch all ready packages \(5\)/).click();
    await editor.status(/running/);
  },

  'its progress is seen': async () => {
    await editor.notification('User authentication + dashboard').waitFor();
    await editor.screenshot('3-progress');
  },

  'a finding arrives from a branch while the agents work': async () => {
    // All at once: in a second or two the agents have read the same finding, and mended it.
    await Promise.all([
      editor.problem(/api: .*user_id/).waitFor({ timeout: 90_000 }),
      editor.squiggle('error').first().waitFor({ timeout: 90_000 }),
      editor.status(/running · \d findings?/, 90_000),
    ]);
    await editor.page.waitForTimeout(900); // the lenses follow later, and the picture is of all of it
    await editor.screenshot('4-finding');
  },

  'the agents end, with their drift mended': async () => {
    await editor.status(/5 done/, 120_000);
    await editor.problem(/user_id/).waitFor({ state: 'detached' });
    await editor.notification('User authentication + dashboard').waitFor({ state: 'detached' });
  },

  'the changes and the log of a package are shown': async () => {
    await editor.focus(SPRINT);
    await editor.command('Dovetail: Show the Changes of a Package…');
    await editor.pick('', 'api');
    await editor.page.locator('.view-line', { hasText: 'diff --git' }).first().waitFor();
    await editor.screenshot('5-changes');
    await editor.command('View: Close Editor');
    await editor.focus(SPRINT);
    await editor.command('Dovetail: Show the Log of a Package…');
    await editor.pick('', 'api');
    await editor.page.locator('.view-line', { hasText: 'turn 1' }).first().waitFor();
    await editor.screenshot('6-log');
    await editor.command('View: Close Editor');
    await editor.focus(SPRINT);
    await editor.goTo(1);
    await editor.hint('tokens · done · $0.').waitFor();
  },

  'the code lens integrates the branches': async () => {
    await editor.lens(/Integrate/).click();
    await editor.status(/verified, ready to land/, 120_000);
    const question = editor.notification('Land it?');
    await question.waitFor();
    await editor.screenshot('7-verified');
    await question.getByRole('button', { name: 'Later' }).click();
    await question.waitFor({ state: 'detached' });
  },

  'the command lands them': async () => {
    const before = git('rev-parse', 'main');
    await editor.focus(SPRINT);
    await editor.command('Dovetail: Land the Sprint');
    await editor.status(/landed/);
    assert.notEqual(git('rev-parse', 'main'), before);
    const subjects = git('log', '--format=%s', `${before}..main`);
    for (const id of ['schema', 'api', 'ui', 'tests', 'docs']) assert.match(subjects, new RegExp(`\\b${id}\\b`));
    assert.equal(git('status', '--porcelain'), '');
    await editor.press('Control+B');
    await editor.page.locator('.explorer-folders-view [role=treeitem]', { hasText: 'prisma' }).first().waitFor();
    await editor.screenshot('8-landed');
    if (keep) copyFileSync(path.join(scene.out, '4-finding.png'), path.join(project, 'extension/images/editor.png'));
  },
};

function git(...args) {
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** `dovetail demo --prepare` makes the repository and serves the scripted model until it is ended. */
async function serveModel() {
  const child = spawn(dovetail, ['demo', '--prepare', folder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => /ready/i.test(chunk.toString()) && resolve());
    child.on('exit', (code) => reject(new Error(`dovetail demo --prepare ended with ${code}`)));
  });
  return child;
}

function lineOf(file, text) {
  return readFileSync(path.join(folder, file), 'utf8').split('\n').indexOf(text) + 1;
}

/** The engine outlives the editor by design, so that it has to be asked; one that does not listen is ended by its id. */
function stopEngine() {
  if (!existsSync(folder)) return;
  const pid = path.join(folder, '.git/dovetail/engine.pid');
  const { status } = spawnSync(dovetail, ['engine', 'stop', '--root', folder], {
    env,
    stdio: 'ignore',
    timeout: 30_000,
  });
  if (status !== 0 && existsSync(pid)) process.kill(Number.parseInt(readFileSync(pid, 'utf8'), 10), 'SIGKILL');
}

function clean() {
  model?.kill('SIGTERM');
  stopEngine();
}

await play(scene, steps, { editor: () => editor, clean });
