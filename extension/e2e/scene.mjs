// What every story needs: an empty home, the package that was built, and somebody who counts what went well.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;
export const project = path.resolve(here, '../..');
export const vsix = path.join(project, 'extension/build/dovetail.vsix');
export const python = path.join(project, '.venv/bin/python');
export const dovetail = path.join(project, '.venv/bin/dovetail');

/** A folder of its own for everything, and an environment that points nowhere else. */
export function makeScene(name) {
  const out = path.join(here, 'out', name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  // Short, as the engine's socket lies below it and the address of a socket is short.
  const root = mkdtempSync(path.join(tmpdir(), 'dt-'));
  const home = path.join(root, 'home');
  mkdirSync(home);
  return { root, out, folder: path.join(root, 'harbor'), vsix, env: environment(home) };
}

/** Plays the steps of a story in their order; the first that fails ends it. Never returns. */
export async function play(scene, steps, { editor, clean = () => {} }) {
  const started = Date.now();
  const say = (how, step) =>
    console.log(`${how}  ${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${step}`);
  let passed = 0;
  try {
    for (const [name, step] of Object.entries(steps)) {
      await step();
      passed++;
      say('ok  ', name);
    }
  } catch (error) {
    say('FAIL', Object.keys(steps)[passed]);
    console.error(error);
    await editor()
      ?.screenshot('failure')
      .catch(() => undefined);
    console.error(`Pictures and logs: ${scene.out}`);
  }
  await editor()?.close();
  await clean();
  rmSync(scene.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const failed = Object.keys(steps).length - passed;
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

function environment(home) {
  const env = { ...process.env, HOME: home, DOVETAIL_HOME: path.join(home, 'dovetail') };
  const folders = { CONFIG: '.config', DATA: '.local/share', CACHE: '.cache', STATE: '.local/state' };
  for (const [name, where] of Object.entries(folders)) env[`XDG_${name}_HOME`] = path.join(home, where);
  for (const who of ['AUTHOR', 'COMMITTER']) {
    env[`GIT_${who}_NAME`] = 'Ada';
    env[`GIT_${who}_EMAIL`] = 'ada@example.com';
  }
  for (const name of Object.keys(env)) if (name.startsWith('ANTHROPIC_')) delete env[name];
  // The demo's product installs a few modules; with a new home they would be fetched again each time.
  env.npm_config_cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  return env;
}
