// What Dovetail's server says beyond the Language Server Protocol. Nothing here is decided: it mirrors the server.

/** Server to client: where every sprint of the repository stands. */
export const STATUS_NOTIFICATION = 'dovetail/status';

export interface PackageStatus {
  readonly id: string;
  readonly state: string;
  readonly tokens: number;
  readonly findings: number;
}

export interface IntegrationStatus {
  readonly state: string;
  readonly findings: number;
}

/** A change to a contract that an agent asks for. */
export interface Proposal {
  readonly id: string | number;
  readonly package: string;
  readonly title: string;
}

export interface SprintStatus {
  readonly sprint: string;
  readonly uri: string;
  /** `idle` until something of it was launched. */
  readonly state: string;
  readonly packages: readonly PackageStatus[];
  readonly integration: IntegrationStatus;
  readonly proposals: readonly Proposal[];
}

export interface Status {
  readonly sprints: readonly SprintStatus[];
}

export const NO_SPRINTS: Status = { sprints: [] };

/**
 * The commands that vscode-languageclient registers because the server announces them, and the arguments that each
 * wants. A person who calls one from the palette gives none, so the client fills them in.
 */
export const SERVER_COMMANDS = {
  'dovetail.launchPackage': ['sprint', 'package'],
  'dovetail.launchReady': ['sprint'],
  'dovetail.stop': ['sprint', 'package'],
  'dovetail.resume': ['sprint', 'package'],
  'dovetail.integrate': ['sprint'],
  'dovetail.land': ['sprint'],
  'dovetail.forecast': ['sprint'],
  'dovetail.diff': ['sprint', 'package'],
  'dovetail.log': ['sprint', 'package'],
  'dovetail.fixAll': ['file', 'rule'],
} as const satisfies Record<string, readonly ('sprint' | 'package' | 'file' | 'rule')[]>;

/** The server's answers to a proposal; each wants its id, so that they are offered in menus and not in the palette. */
export const PROPOSAL_COMMANDS = { accept: 'dovetail.acceptProposal', decline: 'dovetail.declineProposal' } as const;

/** What only lenses and programs call: to show a place, to make an edit for a client without code actions, and to ask for what the status notification says. */
export const INNER_COMMANDS = ['dovetail.open', 'dovetail.apply', 'dovetail.status'] as const;

export type ServerCommand = keyof typeof SERVER_COMMANDS;

export function isServerCommand(command: string): command is ServerCommand {
  return Object.hasOwn(SERVER_COMMANDS, command);
}

/** A status out of whatever came over the wire; what is not understood is left out, never thrown at the user. */
export function readStatus(message: unknown): Status {
  return { sprints: list(message, 'sprints').map(readSprint) };
}

function readSprint(value: unknown): SprintStatus {
  const integration = field(value, 'integration');
  return {
    sprint: text(value, 'sprint'),
    uri: text(value, 'uri'),
    state: text(value, 'state'),
    packages: list(value, 'packages').map((entry) => ({
      id: text(entry, 'id'),
      state: text(entry, 'state'),
      tokens: count(entry, 'tokens'),
      findings: count(entry, 'findings'),
    })),
    integration: { state: text(integration, 'state') || 'none', findings: count(integration, 'findings') },
    proposals: list(value, 'proposals').map((entry) => ({
      id: identity(entry),
      package: text(entry, 'package'),
      title: text(entry, 'title'),
    })),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown, name: string): unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

function identity(value: unknown): string | number {
  const id = field(value, 'id');
  return typeof id === 'number' ? id : text(value, 'id');
}

function count(value: unknown, name: string): number {
  const found = field(value, name);
  if (Array.isArray(found)) return found.length;
  return typeof found === 'number' && Number.isFinite(found) ? found : 0;
}
