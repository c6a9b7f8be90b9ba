// A machine where Python has none of the server's packages: the button installs them, and the server starts. It fetches
// from the package index, so that it is not part of `make test`: run it by hand when the start of the server changes.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { makeScene, play, project } from './scene.mjs';

const scene = makeScene('private-environment');
cpSync(path.join(project, 'server/dovetail/cli/demo/product'), scene.folder, { recursive: true });
let editor;

const steps = {
  'the editor says what is missing': async () => {
    editor = await Editor.open(scene, { 'dovetail.python': '' });
    await editor.file('contracts/auth.contract.ts');
    await editor.notification('needs Python packages').waitFor();
    await editor.screenshot('1-missing');
  },

  'one button installs it, and the server starts': async () => {
    const button = editor.page.getByRole('button', { name: 'Install into a private environment' });
    await button.click();
    await editor.notification('Installing').waitFor();
    await editor.screenshot('2-installing');
    await editor.status(/Dovetail: \d+ ready/, 300_000);
    await editor.screenshot('3-running');
  },
};

await play(scene, steps, { editor: () => editor });
