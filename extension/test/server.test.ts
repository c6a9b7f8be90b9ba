import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findInterpreter, lies, serverCommand, type Bundle, type Sources } from '../src/server.js';

const python = path.resolve(import.meta.dirname, '../../.venv/bin/python');
const folder = mkdtempSync(path.join(tmpdir(), 'dovetail-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nothing: Sources = { setting: '', own: undefined, active: undefined, names: [] };
const bundle: Bundle = { root: folder, requires: [{ name: 'pygls', versions: '>=2.1,<3' }] };
const demanding: Bundle = {
  root: folder,
  requires: ['one', 'two', 'three', 'four'].map((word) => ({ name: `no-such-package-${word}`, versions: '>=1' })),
};

/** An interpreter that says it is old, as a program: what is asked is only what it prints. */
function oldPython(): string {
  const file = path.join(folder, 'old-python');
  writeFileSync(file, `#!/bin/sh\necho '["${file}", "3.9.2", ["2.1.1"]]'\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('finding the interpreter', () => {
  it('takes the first that suits', async () => {
    const found = await findInterpreter({ ...nothing, active: oldPython(), names: ['no-such-python', python] }, bundle);
    expect(found.interpreter?.path).toBe(python);
    expect(found.interpreter?.missing).toEqual([]);
  });

  it('prefers its own environment, then the one of the Python extension', async () => {
    const found = await findInterpreter({ ...nothing, own: python, active: oldPython() }, bundle);
    expect(found.interpreter?.path).toBe(python);
  });

  it('obeys the setting, and says so when it is wrong', async () => {
    const wrong = await findInterpreter({ ...nothing, setting: '/no/such/python', names: [python] }, bundle);
    expect(wrong.problem).toBe(
      'The setting dovetail.python names /no/such/python, which is not a Python interpreter: mend the setting or clear it.',
    );
    const old = await findInterpreter({ ...nothing, setting: oldPython(), names: [python] }, bundle);
    expect(old.problem).toContain('old-python is 3.9.2: install one, or name it in the setting dovetail.python.');
  });

  it('offers an installation where only packages are missing', async () => {
    const found = await findInterpreter({ ...nothing, names: [python] }, demanding);
    expect(found.problem).toBe(
      `Dovetail's server needs Python packages that ${python} does not have (no-such-package-one, no-such-package-two, no-such-package-three and 1 more).`,
    );
    expect(found.interpreter === undefined && found.installWith?.path).toBe(python);
  });

  it('names a version that does not fit', async () => {
    const picky: Bundle = { root: folder, requires: [{ name: 'pygls', versions: '<2' }] };
    const found = await findInterpreter({ ...nothing, names: [python] }, picky);
    expect(found.problem).toMatch(/does not have \(pygls <2 instead of 2\.\d+\.\d+\)\.$/);
  });

  it('says what to do where there is no Python at all', async () => {
    const found = await findInterpreter({ ...nothing, names: ['no-such-python'] }, bundle);
    expect(found.problem).toBe(
      'Dovetail needs Python 3.11 or newer, and none was found: install one, or name it in the setting dovetail.python.',
    );
  });
});

it('runs the bundled sources, whatever lies in the workspace', () => {
  const { command, args, options } = serverCommand({ path: python, version: '3.11.2', missing: [] }, bundle, {
    LANG: 'C',
  });
  expect([command, ...args]).toEqual([python, '-P', '-m', 'dovetail', 'lsp']);
  expect(options.env).toEqual({ LANG: 'C', PYTHONPATH: folder, PYTHONUTF8: '1' });
});

it('reads version ranges', () => {
  expect(lies('2.1.1', '>=2.1,<3')).toBe(true);
  expect(lies('3.0', '>=2.1,<3')).toBe(false);
  expect(lies('2.0.9', '>=2.1,<3')).toBe(false);
  expect(lies('2025.0.0', '>=2025.0.0')).toBe(true);
  expect(lies('0.10', '>=0.9')).toBe(true);
  expect(lies('9', '')).toBe(true);
  expect(() => lies('1', '~=1.0')).toThrow('~=1.0');
});
