import type { AuthError } from "./auth.contract.js";

/** How an attempt to sign in ended.
 * @owner schema
 */
export type LoginOutcome = "succeeded" | "failed";

/** One attempt to sign in.
 * @db login_events
 * @owner schema
 */
export interface LoginEvent {
  /** @format uuid */
  id: string;
  /** The address that was typed in, whether or not somebody has it.
   * @format email */
  email: string;
  outcome: LoginOutcome;
  /** @format date-time */
  occurredAt: string;
}

/** The figures of the dashboard.
 * @owner api
 */
export interface DashboardStats {
  /** @format int */
  userCount: number;
  /** Sessions that have not expired.
   * @format int */
  activeSessionCount: number;
  /** @format int */
  failedLoginCount: number;
  /** The latest `LIMITS.recentLoginCount` attempts.
   * @order occurredAt desc */
  recentLogins: LoginEvent[];
}

/** The figures, for anybody who is signed in.
 * @api GET /dashboard
 * @owner api
 */
export interface Dashboard {
  response: DashboardStats;
  errors: AuthError;
}
