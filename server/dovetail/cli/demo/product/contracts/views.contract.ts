import type { AuthError, User } from "./auth.contract.js";
import type { DashboardStats } from "./dashboard.contract.js";

/** A person: the display name as a heading; the address too unless `compact`;
 * the words "not verified" while `emailVerifiedAt` is null.
 * @view UserCard
 * @owner ui
 */
export interface UserCardProps {
  user: User;
  compact?: boolean;
}

/** The four figures, each as `<dt>` and `<dd>`, and the recent logins as a list.
 * @view StatsPanel
 * @owner ui
 */
export interface StatsPanelProps {
  stats: DashboardStats;
}

/** Inputs named `email` and `password`, posted to `/auth/login`; the error's message in `role="alert"`.
 * @view LoginForm
 * @owner ui
 */
export interface LoginFormProps {
  error: AuthError | null;
}

/** The page behind the login: "Welcome back, NAME", the user's card, the figures.
 * @view DashboardPage
 * @owner ui
 */
export interface DashboardPageProps {
  user: User;
  stats: DashboardStats;
}
