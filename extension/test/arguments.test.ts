import { beforeEach, expect, it, vi } from 'vitest';
import { NO_SPRINTS, type Status } from '../src/protocol.js';

class Uri {
  constructor(readonly path: string) {}
  static parse(text: string): Uri {
    return new Uri(text.replace('file://', ''));
  }
  toString(): string {
    return `file://${this.path}`;
  }
}

interface Item {
  readonly label: string;
  readonly description?: string;
}

const editor = {
  lenses: [] as unknown[],
  diagnostics: [] as [Uri, unknown[]][],
  asked: [] as { items: readonly Item[]; placeHolder: string }[],
  said: [] as string[],
  choice: '',
};

vi.mock('vscode', () => ({
  Uri,
  window: {
    showQuickPick: async (items: readonly Item[], { placeHolder }: { placeHolder: string }) => {
      editor.asked.push({ items, placeHolder });
      return items.find((item) => item.label === editor.choice);
    },
    showInformationMessage: async (message: string) => void editor.said.push(message),
  },
  workspace: {
    openTextDocument: async () => undefined,
    asRelativePath: (uri: Uri) => uri.path.slice(1),
    findFiles: async () => [],
  },
  commands: { executeCommand: async () => editor.lenses },
  languages: { getDiagnostics: () => editor.diagnostics },
}));

const { completeArguments } = await import('../src/sprints.js');

const SPRINT = 'file:///auth.sprint.yaml';
const status: Status = {
  sprints: [
    {
      ...{ sprint: 'Auth', uri: SPRINT, state: 'running', packages: [], proposals: [] },
      integration: { state: 'none', findings: 0 },
    },
  ],
};

function lens(command: string, ...given: unknown[]): unknown {
  return { command: { command, title: command, arguments: given } };
}

beforeEach(() => {
  Object.assign(editor, { lenses: [], diagnostics: [], asked: [], said: [], choice: '' });
});

it('leaves alone what a lens gives', async () => {
  expect(await completeArguments('dovetail.diff', [SPRINT, 'api'], NO_SPRINTS)).toEqual([SPRINT, 'api']);
  expect(await completeArguments('dovetail.fixAll', ['file:///CONVENTIONS.md', 'naming.contracts'], status)).toEqual([
    'file:///CONVENTIONS.md',
    'naming.contracts',
  ]);
});

it('asks for a package among those that the server offers the command for', async () => {
  editor.lenses = [
    lens('dovetail.log', SPRINT, 'api'),
    lens('dovetail.log', SPRINT, 'ui'),
    lens('dovetail.stop', SPRINT, null),
  ];
  editor.choice = 'ui';
  expect(await completeArguments('dovetail.log', [], status)).toEqual([SPRINT, 'ui']);
  expect(editor.asked).toMatchObject([
    { items: [{ label: 'api' }, { label: 'ui' }], placeHolder: 'Show the log of which package?' },
  ]);
  editor.choice = 'All packages';
  expect(await completeArguments('dovetail.stop', [], status)).toEqual([SPRINT, null]);
});

it('says where there is none', async () => {
  for (const [command, words] of [
    ['dovetail.diff', 'No package has a branch yet in auth.sprint.yaml.'],
    ['dovetail.log', 'No package has been launched in auth.sprint.yaml.'],
    ['dovetail.launchPackage', 'No package can be launched in auth.sprint.yaml.'],
  ] as const) {
    expect(await completeArguments(command, [], status)).toBeUndefined();
    expect(editor.said.at(-1)).toBe(words);
  }
});

it('asks for a rule among those that have found something', async () => {
  expect(await completeArguments('dovetail.fixAll', [], status)).toBeUndefined();
  expect(editor.said).toEqual(['Dovetail has found nothing to fix.']);
  const casing = { source: 'dovetail', code: { value: 'field-casing', target: Uri.parse('https://example.org') } };
  editor.diagnostics = [
    [Uri.parse('file:///a.contract.ts'), [casing, casing, { source: 'ts', code: 2304 }]],
    [Uri.parse('file:///b.contract.ts'), [casing, { source: 'dovetail', code: 'ambiguous-presence' }]],
  ];
  editor.choice = 'field-casing';
  expect(await completeArguments('dovetail.fixAll', [], status)).toEqual(['file:///a.contract.ts', 'field-casing']);
  expect(editor.asked[0]?.items.map(({ label, description }) => [label, description])).toEqual([
    ['ambiguous-presence', '1 finding'],
    ['field-casing', '3 findings'],
  ]);
  editor.choice = 'nothing';
  expect(await completeArguments('dovetail.fixAll', [], status)).toBeUndefined();
});
