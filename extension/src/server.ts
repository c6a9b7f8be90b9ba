import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** The server's Python sources, as the package bundles them. */
export interface Bundle {
  /** The folder that holds the `dovetail` package. */
  readonly root: string;
  readonly requires: readonly Requirement[];
}

export interface Requirement {
  readonly name: string;
  /** As in `>=2.1,<3`. */
  readonly versions: string;
}

export interface Interpreter {
  readonly path: string;
  readonly version: string;
  /** What the server needs and this interpreter does not have, in the words of a user. */
  readonly missing: readonly string[];
}

export interface Sources {
  /** `dovetail.python`; empty when it is not set. */
  readonly setting: string;
  /** The interpreter of the environment that the extension made for itself, if it did. */
  readonly own: string | undefined;
  /** The one that is chosen in the Python extension, if that is installed. */
  readonly active: string | undefined;
  /** What to look for on PATH. */
  readonly names: readonly string[];
}

/** Either an interpreter that can run the server, or why there is none and which one could after an installation. */
export type Found =
  | { readonly interpreter: Interpreter; readonly problem?: undefined }
  | { readonly interpreter?: undefined; readonly problem: string; readonly installWith: Interpreter | undefined };

export const MINIMUM = '3.11';
export const NAMES =
  process.platform === 'win32' ? ['python'] : ['python3.11', 'python3.12', 'python3.13', 'python3.14', 'python3'];

const run = promisify(execFile);

/** The first interpreter that is new enough and has what the server needs. A setting is obeyed, never passed over. */
export async function findInterpreter(sources: Sources, bundle: Bundle): Promise<Found> {
  if (sources.setting !== '') {
    const chosen = await probe(sources.setting, bundle);
    return chosen === undefined
      ? {
          problem: `The setting dovetail.python names ${sources.setting}, which is not a Python interpreter: mend the setting or clear it.`,
          installWith: undefined,
        }
      : judge([chosen]);
  }
  const seen: Interpreter[] = [];
  for (const candidate of [sources.own, sources.active, ...sources.names]) {
    if (candidate === undefined) continue;
    const interpreter = await probe(candidate, bundle);
    if (interpreter === undefined) continue;
    seen.push(interpreter);
    if (suits(interpreter)) break;
  }
  return judge(seen);
}

/** The command line of the server. */
export function serverCommand(interpreter: Interpreter, bundle: Bundle, environment: NodeJS.ProcessEnv) {
  return {
    command: interpreter.path,
    // -P: a folder of the workspace that happens to be called like one of our modules must not be imported instead.
    args: ['-P', '-m', 'dovetail', 'lsp'],
    options: { env: serverEnvironment(bundle, environment) },
  };
}

function serverEnvironment(bundle: Bundle, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, PYTHONPATH: bundle.root, PYTHONUTF8: '1' };
}

export async function readBundle(root: string): Promise<Bundle> {
  const requires: unknown = JSON.parse(await readFile(path.join(root, 'requires.json'), 'utf8'));
  return { root, requires: requires as Requirement[] };
}

/** Whether a version such as `2.1.0` lies within `>=2.1,<3`. Only the signs that our own requirements use are known. */
export function lies(version: string, within: string): boolean {
  return within
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .every((part) => {
      const [, sign, bound] = /^(>=|<=|==|<|>)\s*(.+)$/.exec(part) ?? [];
      if (sign === undefined || bound === undefined) throw new Error(`Unknown version specifier: ${part}`);
      const order = compareVersions(version, bound);
      return { '>=': order >= 0, '<=': order <= 0, '==': order === 0, '<': order < 0, '>': order > 0 }[sign];
    });
}

function judge(seen: readonly Interpreter[]): Found {
  const fit = seen.find(suits);
  if (fit !== undefined) return { interpreter: fit };
  const nearly = seen.find((interpreter) => compareVersions(interpreter.version, MINIMUM) >= 0);
  if (nearly !== undefined) {
    return {
      problem: `Dovetail's server needs Python packages that ${nearly.path} does not have (${abridge(nearly.missing)}).`,
      installWith: nearly,
    };
  }
  const old = seen[0];
  const found = old === undefined ? 'none was found' : `${old.path} is ${old.version}`;
  return {
    problem: `Dovetail needs Python ${MINIMUM} or newer, and ${found}: install one, or name it in the setting dovetail.python.`,
    installWith: undefined,
  };
}

function suits(interpreter: Interpreter): boolean {
  return compareVersions(interpreter.version, MINIMUM) >= 0 && interpreter.missing.length === 0;
}

const PROBE = `
import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps([sys.executable, "%d.%d.%d" % sys.version_info[:3], [version(n) for n in sys.argv[1:]]]))
`;

/** Undefined where there is no interpreter to be asked. */
async function probe(candidate: string, bundle: Bundle): Promise<Interpreter | undefined> {
  const names = bundle.requires.map((requirement) => requirement.name);
  try {
    const where = { cwd: bundle.root, env: serverEnvironment(bundle, process.env), timeout: 20_000 };
    const { stdout } = await run(candidate, ['-c', PROBE, ...names], where);
    const [executable, version, installed] = JSON.parse(stdout) as [string, string, (string | null)[]];
    const missing = bundle.requires.flatMap(({ name, versions }, at) => {
      const have = installed[at] ?? undefined;
      if (have === undefined) return [name];
      return lies(have, versions) ? [] : [`${name} ${versions} instead of ${have}`];
    });
    return { path: executable || candidate, version, missing };
  } catch {
    return undefined;
  }
}

function abridge(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function compareVersions(one: string, other: string): number {
  const numbers = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(one), numbers(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
