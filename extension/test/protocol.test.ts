import { expect, it } from 'vitest';
import { isServerCommand, NO_SPRINTS, readStatus } from '../src/protocol.js';

it('reads a status', () => {
  const packages = [{ id: 'api', state: 'running', tokens: 12, findings: 1 }];
  const integration = { state: 'failed', findings: [{}, {}] };
  const proposals = [{ id: 3, package: 'api', title: 'Add a field' }];
  const sprint = { sprint: 'Auth', uri: 'file:///a', state: 'running', packages, integration, proposals };
  expect(readStatus({ sprints: [sprint] })).toEqual({
    sprints: [{ ...sprint, integration: { state: 'failed', findings: 2 } }],
  });
});

it('survives a status that makes no sense', () => {
  for (const nonsense of [undefined, null, 7, 'x', [], {}, { sprints: 3 }]) {
    expect(readStatus(nonsense)).toEqual(NO_SPRINTS);
  }
  const [only] = readStatus({ sprints: [null] }).sprints;
  expect(only).toEqual({
    sprint: '',
    uri: '',
    state: '',
    packages: [],
    integration: { state: 'none', findings: 0 },
    proposals: [],
  });
  expect(readStatus({ sprints: [{ packages: [{ id: 4, tokens: 'many' }] }] }).sprints[0]?.packages).toEqual([
    { id: '', state: '', tokens: 0, findings: 0 },
  ]);
});

it('knows whose a command is', () => {
  expect(isServerCommand('dovetail.land')).toBe(true);
  expect(isServerCommand('dovetail.restart')).toBe(false);
  expect(isServerCommand('toString')).toBe(false);
});
