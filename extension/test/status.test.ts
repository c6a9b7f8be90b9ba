import { describe, expect, it } from 'vitest';
import { NO_SPRINTS, type SprintStatus, type Status } from '../src/protocol.js';
import { menu, statusBar } from '../src/status.js';

function sprint(states: string, integration = 'none', findings = 0): SprintStatus {
  const packages = states
    .split(' ')
    .filter((state) => state !== '')
    .map((state, at) => ({ id: `p${at}`, state, tokens: 1200 * at, findings: at === 0 ? findings : 0 }));
  return {
    sprint: 'Auth',
    uri: 'file:///r/auth.sprint.yaml',
    state: 'running',
    packages,
    integration: { state: integration, findings: 0 },
    proposals: [],
  };
}

function running(...sprints: SprintStatus[]): string {
  return statusBar('running', { sprints }).text;
}

describe('the status bar', () => {
  it('says how the server is before there is a status', () => {
    expect(statusBar('starting', NO_SPRINTS).text).toBe('$(loading~spin) Dovetail');
    expect(statusBar('stopped', NO_SPRINTS).tone).toBe('warning');
    expect(statusBar('failed', NO_SPRINTS).tone).toBe('error');
    expect(running()).toBe('$(symbol-interface) Dovetail');
  });

  it('counts what is ready while nothing is launched', () => {
    expect(running({ ...sprint('ready draft ready done'), state: 'idle' })).toBe(
      '$(symbol-interface) Dovetail: 2 ready',
    );
    expect(running({ ...sprint('done'), state: 'idle' })).toBe('$(symbol-interface) Dovetail');
  });

  it('counts who works and what was found', () => {
    expect(running(sprint('running preparing running', 'none', 2))).toBe(
      '$(sync~spin) Dovetail: 3 running · 2 findings',
    );
    expect(running(sprint('running waiting', 'none', 1))).toBe('$(sync~spin) Dovetail: 1 running · 1 finding');
  });

  it('names what waits for a person', () => {
    expect(running(sprint('running blocked failed paused'))).toBe(
      '$(sync~spin) Dovetail: 1 running · 1 paused · 1 blocked · 1 failed',
    );
    expect(statusBar('running', { sprints: [sprint('failed done')] }).tone).toBe('warning');
  });

  it('names what is over only when nothing more pressing is to be said', () => {
    expect(running(sprint('done done stopped'))).toBe('$(symbol-interface) Dovetail: 1 stopped · 2 done');
    expect(running(sprint('done running'))).toBe('$(sync~spin) Dovetail: 1 running');
  });

  it('says that an agent asks for something', () => {
    const proposals = [{ id: 3, package: 'api', title: 'Add a field' }];
    const bar = statusBar('running', { sprints: [{ ...sprint('running'), proposals }] });
    expect([bar.text, bar.tone]).toEqual(['$(sync~spin) Dovetail: 1 running · 1 proposal', 'warning']);
  });

  it('follows the integration', () => {
    expect(running(sprint('done', 'stacking'))).toBe('$(sync~spin) Dovetail: integrating');
    expect(running(sprint('done', 'verifying'))).toBe('$(sync~spin) Dovetail: verifying');
    expect(running(sprint('done', 'verified'))).toBe('$(symbol-interface) Dovetail: verified, ready to land');
    expect(running(sprint('done', 'failed'))).toBe('$(symbol-interface) Dovetail: integration failed');
    expect(running(sprint('done failed', 'landed'))).toBe('$(symbol-interface) Dovetail: landed');
  });

  it('speaks of the sprint that is open when another has landed', () => {
    expect(running(sprint('done', 'landed'), sprint('running'))).toBe('$(sync~spin) Dovetail: 1 running');
  });

  it('lists every package in the tooltip', () => {
    const { tooltip } = statusBar('running', { sprints: [sprint('running done', 'stacking', 2)] });
    expect(tooltip).toBe('Auth\np0: running, 2 findings\np1: done, 1,200 tokens\nintegration: stacking');
  });
});

describe('the menu', () => {
  const commands = (status: Status) => menu('running', status).map((entry) => entry.command);

  it('offers what can be done next', () => {
    expect(commands({ sprints: [sprint('running done')] })).toContain('dovetail.stop');
    expect(commands({ sprints: [sprint('running done')] })).not.toContain('dovetail.resume');
    expect(commands({ sprints: [sprint('paused done')] })).toContain('dovetail.resume');
    expect(commands({ sprints: [sprint('done done')] })).toContain('dovetail.integrate');
    expect(commands({ sprints: [sprint('done done', 'verified')] })[0]).toBe('dovetail.land');
    expect(commands({ sprints: [sprint('done', 'landed')] })).not.toContain('dovetail.integrate');
    expect(commands({ sprints: [{ ...sprint('ready'), state: 'idle' }] })[0]).toBe('dovetail.launchReady');
    expect(commands({ sprints: [{ ...sprint('done'), state: 'idle' }] })).not.toContain('dovetail.integrate');
    const proposals = [{ id: 3, package: 'api', title: 'Add a field' }];
    const answers = menu('running', { sprints: [{ ...sprint('running'), proposals }] }).slice(0, 2);
    expect(answers.map((entry) => [entry.command, ...entry.arguments])).toEqual([
      ['dovetail.acceptProposal', 3],
      ['dovetail.declineProposal', 3],
    ]);
  });

  it('passes every argument that the server wants', () => {
    const stop = menu('running', { sprints: [sprint('running')] }).find((entry) => entry.command === 'dovetail.stop');
    expect(stop?.arguments).toEqual(['file:///r/auth.sprint.yaml', null]);
  });

  it('helps with the interpreter when the server does not run', () => {
    const offered = menu('failed', NO_SPRINTS).map((entry) => entry.command);
    expect(offered).toEqual(['dovetail.showLog', 'dovetail.restart', 'dovetail.chooseInterpreter']);
  });
});
