import type { DashboardPageProps } from "../../contracts/views.contract.js";
import { StatsPanel } from "./stats-panel.js";
import { UserCard } from "./user-card.js";

export function DashboardPage({ user, stats }: DashboardPageProps) {
  return (
    <main>
      <h1>Welcome back, {user.displayName}</h1>
      <UserCard user={user} />
      <StatsPanel stats={stats} />
    </main>
  );
}
