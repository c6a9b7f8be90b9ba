import { LIMITS } from "../../contracts/auth.contract.js";
import type { DashboardStats } from "../../contracts/dashboard.contract.js";
import type { Store } from "./store.js";

/** The figures of the dashboard as they are now. */
export function dashboardStats(store: Store, now: Date): DashboardStats {
  const events = store.loginEvents();
  return {
    userCount: store.userCount,
    activeSessionCount: store.activeSessionCount(now),
    failedLoginCount: events.filter((event) => event.outcome === "failed").length,
    recentLogins: events.slice(0, LIMITS.recentLoginCount),
  };
}
