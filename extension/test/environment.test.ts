import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete, makeEnvironment, privateEnvironment } from '../src/environment.js';

const python = path.resolve(import.meta.dirname, '../../.venv/bin/python');
let storage = '';
let requirements = '';

beforeEach(() => {
  storage = mkdtempSync(path.join(tmpdir(), 'dovetail-environment-'));
  requirements = path.join(storage, 'requirements.txt');
  writeFileSync(requirements, '');
});
afterEach(() => rmSync(storage, { recursive: true }));

const quiet = () => {};
const never = new AbortController().signal;

describe('the private environment', () => {
  it('is made once for each list of requirements', async () => {
    const one = await privateEnvironment(storage, requirements);
    writeFileSync(requirements, '# another\n');
    expect((await privateEnvironment(storage, requirements)).folder).not.toBe(one.folder);
  });

  it('is complete only when everything went well', async () => {
    const environment = await privateEnvironment(storage, requirements);
    expect(isComplete(environment)).toBe(false);
    await makeEnvironment(environment, requirements, python, quiet, never);
    expect(isComplete(environment)).toBe(true);
  }, 60_000);

  it('leaves nothing behind when an installation fails, and says why', async () => {
    const environment = await privateEnvironment(storage, requirements);
    writeFileSync(requirements, 'a name that is none\n');
    await expect(makeEnvironment(environment, requirements, python, quiet, never)).rejects.toThrow(
      'The server’s packages could not be installed. ',
    );
    expect(existsSync(environment.folder)).toBe(false);
  }, 60_000);

  it('can be cancelled', async () => {
    const environment = await privateEnvironment(storage, requirements);
    await expect(makeEnvironment(environment, requirements, python, quiet, AbortSignal.abort())).rejects.toThrow();
    expect(existsSync(environment.folder)).toBe(false);
  });
});
