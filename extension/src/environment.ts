import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A private environment for the server, beside the extension's other data. Its name says which requirements it holds. */
export interface PrivateEnvironment {
  readonly folder: string;
  readonly python: string;
}

export async function privateEnvironment(storage: string, requirements: string): Promise<PrivateEnvironment> {
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = path.join(storage, `python-${digest}`);
  const python = process.platform === 'win32' ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');
  return { folder, python: path.join(folder, python) };
}

/** Complete means that every step of its making ended well; half an environment is never used. */
export function isComplete(environment: PrivateEnvironment): boolean {
  return existsSync(path.join(environment.folder, MARK)) && existsSync(environment.python);
}

/** Makes it with the given interpreter. Throws an error whose message is one sentence for the user. */
export async function makeEnvironment(
  environment: PrivateEnvironment,
  requirements: string,
  interpreter: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await rm(environment.folder, { recursive: true, force: true });
  await mkdir(path.dirname(environment.folder), { recursive: true });
  try {
    await step(interpreter, ['-m', 'venv', environment.folder], say, signal).catch((error: Error) => {
      throw new Error(
        `${interpreter} could not make a virtual environment (on Debian: install python3-venv). ${error.message}`,
      );
    });
    const pip = [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
      '--require-hashes',
      '--requirement',
    ];
    await step(environment.python, [...pip, requirements], say, signal).catch((error: Error) => {
      throw new Error(`The server’s packages could not be installed. ${error.message}`);
    });
    const mark = path.join(environment.folder, MARK);
    await writeFile(`${mark}.part`, '');
    await rename(`${mark}.part`, mark);
  } catch (error) {
    await rm(environment.folder, { recursive: true, force: true });
    throw error;
  }
}

const MARK = '.dovetail-complete';

function step(command: string, args: string[], say: (line: string) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONPATH: '' },
    });
    let last = '';
    const hear = (chunk: Buffer) => {
      for (const line of chunk.toString().split(/\r?\n/)) {
        if (line.trim() === '') continue;
        last = line.trim();
        say(last);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(last))));
  });
}
