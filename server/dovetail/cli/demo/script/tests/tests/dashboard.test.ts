import assert from "node:assert/strict";
import { test } from "node:test";

import { ERROR_STATUS, SEED_LOGIN, type Session } from "../contracts/auth.contract.js";
import type { DashboardStats } from "../contracts/dashboard.contract.js";
import { withApi } from "./client.js";

test("the figures count people, sessions and failures, the newest login first", async () => {
  await withApi(async (send) => {
    await send("POST", "/auth/login", { ...SEED_LOGIN, password: "not this one" });
    const { token } = (await send("POST", "/auth/login", SEED_LOGIN)).body as Session;
    const stats = (await send("GET", "/dashboard", undefined, token)).body as DashboardStats;
    assert.equal(stats.userCount, 2);
    assert.equal(stats.activeSessionCount, 1);
    assert.equal(stats.failedLoginCount, 1);
    assert.deepEqual(stats.recentLogins.map((login) => login.outcome), ["succeeded", "failed"]);
  });
});

test("the dashboard is for those who are signed in", async () => {
  await withApi(async (send) => {
    assert.equal((await send("GET", "/dashboard")).status, ERROR_STATUS.notSignedIn);
  });
});
