import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITS, SEED_LOGIN } from "../contracts/auth.contract.js";

test("the seed's password keeps the rule for passwords", () => {
  assert.ok(SEED_LOGIN.password.length >= LIMITS.minPasswordLength);
});
