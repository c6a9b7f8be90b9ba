import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { COMMANDS } from '../src/commands.js';
import { PROPOSAL_COMMANDS, SERVER_COMMANDS } from '../src/protocol.js';
import { SERVER_SETTINGS } from '../src/settings.js';
import { menu, statusBar } from '../src/status.js';

const project = path.resolve(import.meta.dirname, '../..');
const known = new Set([...Object.keys(COMMANDS), ...Object.keys(SERVER_COMMANDS), ...Object.values(PROPOSAL_COMMANDS)]);

describe('package.json', () => {
  it('names only commands that somebody registers, and all of the server’s', () => {
    const palette = manifest.contributes.commands.map((entry) => entry.command);
    expect(palette.filter((command) => !known.has(command))).toEqual([]);
    expect(Object.keys(SERVER_COMMANDS).filter((command) => !palette.includes(command))).toEqual([]);
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
