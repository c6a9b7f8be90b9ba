import { PROPOSAL_COMMANDS, type SprintStatus, type Status } from './protocol.js';

/** How the client stands with the server. */
export type Connection = 'starting' | 'running' | 'stopped' | 'failed';

export interface Bar {
  readonly text: string;
  readonly tooltip: string;
  readonly tone: 'plain' | 'warning' | 'error';
}

export interface MenuEntry {
  readonly label: string;
  readonly detail?: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

/** What the status bar says: a function of the connection and of the server's last status, and of nothing else. */
export function statusBar(connection: Connection, status: Status): Bar {
  switch (connection) {
    case 'starting':
      return { text: '$(loading~spin) Dovetail', tooltip: 'The server is starting.', tone: 'plain' };
    case 'stopped':
      return { text: '$(circle-slash) Dovetail', tooltip: 'The server is not running.', tone: 'warning' };
    case 'failed':
      return {
        text: '$(error) Dovetail',
        tooltip: 'The server could not be started. Click for what to do.',
        tone: 'error',
      };
    case 'running':
      return sprintBar(status.sprints);
  }
}

/** What a click on the status bar offers. */
export function menu(connection: Connection, status: Status): MenuEntry[] {
  const entries: MenuEntry[] = [];
  if (connection === 'running') {
    for (const sprint of status.sprints) entries.push(...sprintMenu(sprint));
    entries.push({ label: '$(warning) Show the findings', command: 'workbench.actions.view.problems', arguments: [] });
  }
  entries.push({ label: '$(output) Show the log', command: 'dovetail.showLog', arguments: [] });
  entries.push({ label: '$(debug-restart) Restart the server', command: 'dovetail.restart', arguments: [] });
  if (connection !== 'running') {
    entries.push({
      label: '$(gear) Choose the Python interpreter',
      command: 'dovetail.chooseInterpreter',
      arguments: [],
    });
  }
  return entries;
}

const WORKING = ['running', 'preparing'];
const INTEGRATING = ['stacking', 'verifying'];

function sprintBar(all: readonly SprintStatus[]): Bar {
  const tooltip = all.map(describe).join('\n\n');
  const sprints = all.filter((sprint) => sprint.state !== 'idle');
  if (sprints.length === 0) {
    const ready = all.flatMap((sprint) => sprint.packages).filter((p) => p.state === 'ready').length;
    const text = ready > 0 ? `$(symbol-interface) Dovetail: ${ready} ready` : '$(symbol-interface) Dovetail';
    return { text, tooltip: tooltip || 'There is no sprint here yet.', tone: 'plain' };
  }
  const parts = summary(sprints);
  const findings = sprints.reduce((sum, sprint) => sum + findingsOf(sprint), 0);
  const proposals = sprints.reduce((sum, sprint) => sum + sprint.proposals.length, 0);
  if (findings > 0) parts.push(`${findings} ${plural('finding', findings)}`);
  if (proposals > 0) parts.push(`${proposals} ${plural('proposal', proposals)}`);
  const busy = sprints.some(
    (sprint) =>
      INTEGRATING.includes(sprint.integration.state) || sprint.packages.some((p) => WORKING.includes(p.state)),
  );
  const waits = proposals > 0 || sprints.some(isBroken);
  return {
    text: `${busy ? '$(sync~spin)' : '$(symbol-interface)'} Dovetail: ${parts.join(' · ')}`,
    tooltip,
    tone: waits ? 'warning' : 'plain',
  };
}

/** Something has stopped and will not go on without a person. */
function isBroken(sprint: SprintStatus): boolean {
  const { state } = sprint.integration;
  const stuck = sprint.packages.some((p) => p.state === 'failed' || p.state === 'blocked');
  return state === 'failed' || (state !== 'landed' && stuck);
}

/** The few words that matter most: who works, who needs a person, else how far the integration is. */
function summary(sprints: readonly SprintStatus[]): string[] {
  const open = sprints.filter((sprint) => sprint.integration.state !== 'landed');
  const packages = open.flatMap((sprint) => sprint.packages);
  const parts: string[] = [];
  const say = (word: string, states: readonly string[]) => {
    const many = packages.filter((p) => states.includes(p.state)).length;
    if (many > 0) parts.push(`${many} ${word}`);
  };
  say('running', WORKING);
  say('paused', ['paused']);
  say('blocked', ['blocked']);
  say('failed', ['failed']);
  const steps = new Set(
    open.map((sprint) => INTEGRATION_WORDS[sprint.integration.state]).filter((w) => w !== undefined),
  );
  if (steps.size > 0) parts.push(...steps);
  else if (parts.length === 0) {
    say('waiting', ['waiting']);
    say('stopped', ['stopped']);
    say('done', ['done']);
  }
  if (open.length === 0) parts.push('landed');
  return parts;
}

const INTEGRATION_WORDS: Record<string, string | undefined> = {
  stacking: 'integrating',
  verifying: 'verifying',
  verified: 'verified, ready to land',
  failed: 'integration failed',
};

function sprintMenu(sprint: SprintStatus): MenuEntry[] {
  const detail = sprint.sprint;
  const entry = (label: string, command: string, ...rest: unknown[]): MenuEntry => ({
    label,
    detail,
    command,
    arguments: [sprint.uri, ...rest],
  });
  const entries: MenuEntry[] = sprint.proposals.flatMap(({ id, package: by, title }) => [
    { label: `$(check) Accept: ${title}`, detail: by, command: PROPOSAL_COMMANDS.accept, arguments: [id] },
    { label: `$(close) Decline: ${title}`, detail: by, command: PROPOSAL_COMMANDS.decline, arguments: [id] },
  ]);
  const has = (...states: string[]) => sprint.packages.some((p) => states.includes(p.state));
  if (sprint.integration.state === 'verified') entries.push(entry('$(check-all) Land', 'dovetail.land'));
  if (has('paused')) entries.push(entry('$(debug-continue) Resume what waits', 'dovetail.resume', null));
  if (has('waiting', ...WORKING, 'paused', 'blocked')) {
    entries.push(entry('$(debug-stop) Stop all agents', 'dovetail.stop', null));
  } else if (['none', 'failed'].includes(sprint.integration.state) && sprint.state !== 'idle' && has('done')) {
    entries.push(entry('$(git-merge) Integrate', 'dovetail.integrate'));
  }
  if (has('ready', 'failed', 'stopped'))
    entries.push(entry('$(run-all) Launch all ready packages', 'dovetail.launchReady'));
  entries.push({
    label: '$(go-to-file) Open the sprint',
    detail,
    command: 'dovetail.openSprint',
    arguments: [sprint.uri],
  });
  return entries;
}

function describe(sprint: SprintStatus): string {
  const lines = sprint.packages.map((p) => {
    const findings = p.findings > 0 ? `, ${p.findings} ${plural('finding', p.findings)}` : '';
    const tokens = p.tokens > 0 ? `, ${p.tokens.toLocaleString('en')} tokens` : '';
    return `${p.id}: ${p.state}${tokens}${findings}`;
  });
  if (sprint.integration.state !== 'none') lines.push(`integration: ${sprint.integration.state}`);
  return [sprint.sprint, ...lines].join('\n');
}

function findingsOf(sprint: SprintStatus): number {
  return sprint.packages.reduce((sum, p) => sum + p.findings, sprint.integration.findings);
}

function plural(word: string, many: number): string {
  return many === 1 ? word : `${word}s`;
}
