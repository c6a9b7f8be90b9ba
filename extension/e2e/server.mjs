// How the extension keeps its server: with the interpreter and the settings that a person gives it, also when they
// change, and after a crash.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { makeScene, play, project, python } from './scene.mjs';

const scene = makeScene('server');
cpSync(path.join(project, 'server/dovetail/cli/demo/product'), scene.folder, { recursive: true });
const severity = (how) => ({ 'dovetail.python': python, 'dovetail.severities': { 'ambiguous-presence': how } });
let editor;

const steps = {
  'a setting changes the severity of a rule': async () => {
    editor = await Editor.open(scene, severity('error'));
    await editor.file('contracts/auth.contract.ts', 17);
    await editor.press('End');
    await editor.page.keyboard.type('\nnickname?: string | null;');
    await editor.squiggle('error').first().waitFor();
  },

  'a changed setting is followed at once': async () => {
    editor.set(severity('warning'));
    await editor.squiggle('warning').first().waitFor();
    editor.set(severity('off'));
    await editor.squiggle('warning').first().waitFor({ state: 'detached' });
    editor.set({ 'dovetail.python': python });
    await editor.squiggle('warning').first().waitFor();
  },

  'a server that was killed comes back, with what was not saved': async () => {
    process.kill(serverProcess(), 'SIGKILL');
    await editor.squiggle('warning').first().waitFor({ state: 'detached' });
    await editor.squiggle('warning').first().waitFor();
    await editor.status(/Dovetail: 5 ready/);
  },

  'an interpreter that is none is named, and what to do': async () => {
    editor.set({ 'dovetail.python': '/no/such/python' });
    await editor.notification('/no/such/python, which is not a Python interpreter: mend the setting').waitFor();
    await editor.screenshot('1-no-python');
  },

  'the mended setting starts the server again': async () => {
    editor.set({ 'dovetail.python': python });
    await editor.status(/Dovetail: 5 ready/);
    await editor.squiggle('warning').first().waitFor();
  },
};

/** The server of this very editor, by the home that its environment names. */
function serverProcess() {
  const of = (pid, file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    } catch {
      return []; // it has ended, or is somebody else's
    }
  };
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => of(pid, 'cmdline').includes('lsp') && of(pid, 'environ').includes(`HOME=${scene.env.HOME}`));
  if (found === undefined) throw new Error('No server runs for this editor.');
  return Number(found);
}

await play(scene, steps, { editor: () => editor });
