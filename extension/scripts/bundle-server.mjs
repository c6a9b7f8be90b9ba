// Copies the server's Python sources into the extension, with what they need: `requirements.txt` (every package, pinned
// and hashed, from uv.lock) for a private environment, and `requires.json` (the direct ones, with their ranges) to ask an
// interpreter whether it has them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const extension = path.resolve(import.meta.dirname, '..');
const project = path.dirname(extension);
const target = path.join(extension, 'server');

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
cpSync(path.join(project, 'server/dovetail'), path.join(target, 'dovetail'), {
  recursive: true,
  filter: (source) => !['__pycache__', 'node_modules'].includes(path.basename(source)),
});
cpSync(path.join(project, 'contracts-schema/settings.schema.json'), path.join(target, 'settings.schema.json'));

const uv = ['export', '--frozen', '--no-dev', '--no-emit-project', '--no-header', '--quiet'];
const requirements = execFileSync(path.join(project, '.uv/bin/uv'), uv, { cwd: project, encoding: 'utf8' });
writeFileSync(path.join(target, 'requirements.txt'), requirements);

// A dependency with a marker is for some machines only, and the server says itself what is missing without it.
const read = `
import json, tomllib
from packaging.requirements import Requirement
with open("pyproject.toml", "rb") as file:
    requirements = [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]
print(json.dumps([{"name": r.name, "versions": ",".join(sorted(map(str, r.specifier), reverse=True))} for r in requirements if not r.marker]))
`;
const requires = execFileSync(path.join(project, '.venv/bin/python'), ['-c', read], { cwd: project, encoding: 'utf8' });
writeFileSync(path.join(target, 'requires.json'), requires);
