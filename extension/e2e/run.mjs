// One story, from an empty profile to a landed sprint, in a real VS Code. Every agent runs on the scripted model.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
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
    await editor.status(/Dovetail/);
    await editor.page
      .locator('.statusbar-item', { hasText: 'Dovetail' })
      .locator('.codicon-symbol-interface')
      .waitFor();
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
    await editor.file(SPRINT);
    await editor.lens(/Launch.*ready/).click();
    await editor.status(/running/);
  },

  'its progress is seen': async () => {
    await editor.notification('User authentication + dashboard').waitFor();
    await editor.screenshot('3-progress');
  },

  'a finding arrives from a branch while the agents work': async () => {
    await editor.problem(/user_?id/i).waitFor({ timeout: 60_000 });
    await editor.screenshot('4-finding');
  },

  'the agents end': async () => {
    await editor.status(/5 done/, 90_000);
  },

  'the code lens integrates the branches': async () => {
    await editor.file(SPRINT);
    await editor.lens(/Integrate/).click();
    await editor.status(/verified/, 90_000);
    await editor.screenshot('5-integrated');
  },

  'the command lands them': async () => {
    await editor.command('Dovetail: Land the Sprint');
    await editor.status(/landed/);
    await editor.screenshot('6-landed');
    if (keep) copyFileSync(path.join(scene.out, '4-finding.png'), path.join(project, 'extension/images/editor.png'));
  },
};

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
