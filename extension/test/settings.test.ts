import { expect, it } from 'vitest';
import { explicitSettings, type Inspected } from '../src/settings.js';

it('sends what a person set, the nearest first, and no default', () => {
  const values: Record<string, Inspected & { defaultValue?: unknown }> = {
    sandbox: { defaultValue: 'required', globalValue: 'off' },
    severities: { defaultValue: {}, globalValue: { a: 'off' }, workspaceValue: { b: 'hint' } },
  };
  expect(explicitSettings((name) => values[name])).toEqual({ sandbox: 'off', severities: { b: 'hint' } });
  expect(explicitSettings(() => ({ globalValue: null }))).toEqual({});
  expect(explicitSettings(() => undefined)).toEqual({});
});
