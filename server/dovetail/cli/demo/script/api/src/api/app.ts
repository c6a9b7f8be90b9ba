import type { Server } from "node:http";

import type { Account, CurrentUser, Login, Logout, Register } from "../../contracts/auth.contract.js";
import type { Dashboard } from "../../contracts/dashboard.contract.js";
import { Auth, Refusal } from "./auth.js";
import { Router } from "./router.js";
import { dashboardStats } from "./stats.js";
import { Store } from "./store.js";

/** The whole API over an in-memory store that starts with these accounts. */
export function createApp(accounts: readonly Account[]): Server {
  const store = new Store(accounts);
  const auth = new Auth(store);
  const router = new Router();

  router.post("/auth/register", ({ body, now }): Register["response"] => {
    return auth.register(fields(body, ["email", "password", "displayName"]), now);
  });
  router.post("/auth/login", ({ body, now }): Login["response"] => {
    return auth.login(fields(body, ["email", "password"]), now);
  });
  router.post("/auth/logout", ({ token, now }): Logout["response"] => {
    auth.userOf(token, now);
    store.closeSession(token ?? "");
    return null;
  });
  router.get("/auth/me", ({ token, now }): CurrentUser["response"] => auth.userOf(token, now));
  router.get("/dashboard", ({ token, now }): Dashboard["response"] => {
    auth.userOf(token, now);
    return dashboardStats(store, now);
  });
  return router.server();
}

/** The named strings of a JSON body; a body without them is refused. */
function fields<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  const given: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const missing = names.filter((name) => typeof given[name] !== "string");
  if (missing.length > 0) throw new Refusal("malformedRequest", `Missing: ${missing.join(", ")}.`);
  return given as Record<Name, string>;
}
