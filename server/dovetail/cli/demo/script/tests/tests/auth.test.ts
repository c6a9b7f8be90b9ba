import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type AuthError,
  ERROR_STATUS,
  LIMITS,
  type Registration,
  SEED_LOGIN,
  type Session,
  type User,
} from "../contracts/auth.contract.js";
import { withApi } from "./client.js";

const newcomer: Registration = {
  email: "Linus@Example.com",
  password: "a long enough password",
  displayName: "Linus",
};

test("the seeded admin signs in, is known by the token, and signs out", async () => {
  await withApi(async (send) => {
    const login = await send("POST", "/auth/login", SEED_LOGIN);
    assert.equal(login.status, 200);
    const session = login.body as Session;
    assert.deepEqual(Object.keys(session).sort(), ["createdAt", "expiresAt", "token", "userId"]);
    const ttl = Date.parse(session.expiresAt) - Date.parse(session.createdAt);
    assert.equal(ttl, LIMITS.sessionTtlSeconds * 1000);

    const me = (await send("GET", "/auth/me", undefined, session.token)).body as User;
    assert.equal(me.id, session.userId);
    assert.equal(me.role, "admin");
    assert.ok(!("passwordHash" in me), "the secret is never sent");

    assert.equal((await send("POST", "/auth/logout", undefined, session.token)).status, 204);
    assert.equal((await send("GET", "/auth/me", undefined, session.token)).status, ERROR_STATUS.notSignedIn);
  });
});

test("whoever signs up is signed in, once for each address", async () => {
  await withApi(async (send) => {
    const session = (await send("POST", "/auth/register", newcomer)).body as Session;
    const me = (await send("GET", "/auth/me", undefined, session.token)).body as User;
    assert.equal(me.email, "linus@example.com");
    assert.equal(me.emailVerifiedAt, null);

    const again = await send("POST", "/auth/register", newcomer);
    assert.equal(again.status, ERROR_STATUS.emailTaken);
    assert.equal((again.body as AuthError).code, "emailTaken");
  });
});

test("too many wrong passwords lock the address out, even for the right one", async () => {
  await withApi(async (send) => {
    for (let attempt = 0; attempt < LIMITS.maxLoginAttempts; attempt += 1) {
      const refused = await send("POST", "/auth/login", { ...SEED_LOGIN, password: "not this one" });
      assert.equal(refused.status, ERROR_STATUS.invalidCredentials);
    }
    const locked = await send("POST", "/auth/login", SEED_LOGIN);
    assert.equal(locked.status, ERROR_STATUS.lockedOut);
    const { retryAfterSeconds } = locked.body as AuthError;
    assert.ok(retryAfterSeconds !== null && retryAfterSeconds > 0 && retryAfterSeconds <= LIMITS.lockoutSeconds);
  });
});

test("a body without its fields is refused as an AuthError", async () => {
  await withApi(async (send) => {
    const answer = await send("POST", "/auth/login", { email: SEED_LOGIN.email });
    assert.equal(answer.status, ERROR_STATUS.malformedRequest);
    assert.equal((answer.body as AuthError).retryAfterSeconds, null);
  });
});
