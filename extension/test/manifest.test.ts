import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { COMMANDS } from '../src/commands.js';
import { SUFFIXES } from '../src/documents.js';
import { INNER_COMMANDS, PROPOSAL_COMMANDS, SERVER_COMMANDS } from '../src/protocol.js';
import { SERVER_SETTINGS } from '../src/settings.js';
import { menu, statusBar } from '../src/status.js';

const project = path.resolve(import.meta.dirname, '../..');
const server = path.join(project, 'server/dovetail');
const known = new Set([...Object.keys(COMMANDS), ...Object.keys(SERVER_COMMANDS), ...Object.values(PROPOSAL_COMMANDS)]);

describe('package.json', () => {
  it('names only commands that somebody registers, and all of the server’s', () => {
    const palette = manifest.contributes.commands.map((entry) => entry.command);
    expect(palette.filter((command) => !known.has(command))).toEqual([]);
    expect(Object.keys(SERVER_COMMANDS).filter((command) => !palette.includes(command))).toEqual([]);
  });

  it('knows every command that the server announces', () => {
    const table = readFileSync(path.join(server, 'lsp/capabilities.py'), 'utf8');
    const announced = [...table.matchAll(/^    "(dovetail\.\w+)": "/gm)].map(([, command]) => command);
    const ours = [...Object.keys(SERVER_COMMANDS), ...Object.values(PROPOSAL_COMMANDS), ...INNER_COMMANDS];
    expect(ours.sort()).toEqual(announced.sort());
  });

  it('hides the server’s commands while it does not run', () => {
    for (const entry of manifest.contributes.commands) {
      const enablement = 'enablement' in entry ? entry.enablement : undefined;
      expect([entry.command, enablement === 'dovetail.running']).toEqual([
        entry.command,
        entry.command in SERVER_COMMANDS,
      ]);
    }
  });

  it('has every setting that is sent to the server, without a default that would override the repository', () => {
    const settings: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
    for (const name of SERVER_SETTINGS) expect([null, {}]).toContainEqual(settings[`dovetail.${name}`]?.default);
    const own = ['dovetail.python', 'dovetail.trace.server'];
    expect(Object.keys(settings).sort()).toEqual([...own, ...SERVER_SETTINGS.map((name) => `dovetail.${name}`)].sort());
  });

  it('gives a server’s setting the same values as the server does', () => {
    const file = path.join(project, 'contracts-schema/settings.schema.json');
    const { properties } = JSON.parse(readFileSync(file, 'utf8'));
    const { 'dovetail.sandbox': sandbox, 'dovetail.severities': severities } =
      manifest.contributes.configuration.properties;
    expect(sandbox.enum).toEqual([...properties.sandbox.enum, null]);
    expect(severities.additionalProperties.enum).toEqual(properties.severities.additionalProperties.enum);
  });

  it('has the version of the project', () => {
    const pyproject = readFileSync(path.join(project, 'pyproject.toml'), 'utf8');
    expect(/^version = "(.+)"$/m.exec(pyproject)?.[1]).toBe(manifest.version);
  });
});

it('sends the server every file that one of its languages reads', () => {
  const languages = readdirSync(path.join(server, 'languages')).filter((file) => file.endsWith('.py'));
  const read = languages.flatMap((file) => {
    const suffixes =
      /^SUFFIXES = \((.*)\)/m.exec(readFileSync(path.join(server, 'languages', file), 'utf8'))?.[1] ?? '';
    return [...suffixes.matchAll(/"([^"]+)"/g)].map(([, suffix]) => suffix ?? '');
  });
  expect(read.length).toBeGreaterThan(10);
  const sent = (suffix: string) => SUFFIXES.some((each) => suffix.endsWith(each));
  expect(['.sprint.yaml', 'CONVENTIONS.md', ...read].filter((suffix) => !sent(suffix))).toEqual([]);
});

it('offers in the menu only commands that exist', () => {
  const packages = ['running', 'done', 'failed'].map((state) => ({ id: state, state, tokens: 0, findings: 0 }));
  const sprints = ['none', 'verified', 'landed'].map((state) => ({
    sprint: 'Auth',
    uri: 'file:///a',
    state: 'running',
    packages,
    integration: { state, findings: 0 },
    proposals: [{ id: 1, package: 'api', title: 'Add a field' }],
  }));
  for (const connection of ['starting', 'running', 'stopped', 'failed'] as const) {
    const own = menu(connection, { sprints }).filter((entry) => entry.command.startsWith('dovetail.'));
    expect(own.filter((entry) => !known.has(entry.command))).toEqual([]);
    expect(statusBar(connection, { sprints }).text).toContain('Dovetail');
  }
});
