import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";

import type { Account, User } from "../contracts/auth.contract.js";
import type { DashboardStats } from "../contracts/dashboard.contract.js";
import { seedAccounts } from "../prisma/seed.js";
import { DashboardPage, LoginForm, UserCard } from "../src/index.js";

const [ada, grace] = seedAccounts.map((account: Account) => account.user) as [User, User];

const stats: DashboardStats = {
  userCount: 2,
  activeSessionCount: 1,
  failedLoginCount: 7,
  recentLogins: [
    {
      id: "5b0d7f0e-52a1-4c8e-8a55-3d0c7d1f4b03",
      email: ada.email,
      outcome: "succeeded",
      occurredAt: "2026-01-07T08:00:00.000Z",
    },
  ],
};

test("the dashboard greets, and shows the figures", () => {
  const html = renderToStaticMarkup(<DashboardPage user={ada} stats={stats} />);
  assert.match(html, /Welcome back, Ada Lovelace/);
  assert.match(html, /<dd>7<\/dd>/);
  assert.match(html, /<time dateTime="2026-01-07T08:00:00.000Z">/);
});

test("a card marks an address that is not verified, and is short when compact", () => {
  assert.doesNotMatch(renderToStaticMarkup(<UserCard user={ada} />), /not verified/);
  const compact = renderToStaticMarkup(<UserCard user={grace} compact />);
  assert.match(compact, /not verified/);
  assert.doesNotMatch(compact, /grace@example.com/);
});

test("the form says why somebody was not let in", () => {
  const html = renderToStaticMarkup(
    <LoginForm error={{ code: "lockedOut", message: "Try again later.", retryAfterSeconds: 900 }} />,
  );
  assert.match(html, /<p role="alert">Try again later\.<\/p>/);
  assert.match(html, /name="password"/);
});
