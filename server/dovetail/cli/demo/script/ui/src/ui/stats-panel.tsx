import type { StatsPanelProps } from "../../contracts/views.contract.js";

export function StatsPanel({ stats }: StatsPanelProps) {
  return (
    <section className="stats-panel">
      <dl>
        <dt>People</dt>
        <dd>{stats.userCount}</dd>
        <dt>Signed in now</dt>
        <dd>{stats.activeSessionCount}</dd>
        <dt>Failed logins</dt>
        <dd>{stats.failedLoginCount}</dd>
        <dt>Recent logins</dt>
        <dd>{stats.recentLogins.length}</dd>
      </dl>
      <ul>
        {stats.recentLogins.map((login) => (
          <li key={login.id}>
            <time dateTime={login.occurredAt}>{login.occurredAt}</time> {login.email} {login.outcome}
          </li>
        ))}
      </ul>
    </section>
  );
}
