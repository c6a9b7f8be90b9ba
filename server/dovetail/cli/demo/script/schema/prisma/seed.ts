import { type Account, SEED_LOGIN } from "../contracts/auth.contract.js";

/** The accounts of a fresh database. Only the first has a password that anybody should know. */
export const seedAccounts: readonly Account[] = [
  {
    user: {
      id: "0f0c2d5e-5f0b-4a55-8a3f-6f3c1f2f9a01",
      email: SEED_LOGIN.email,
      displayName: "Ada Lovelace",
      role: "admin",
      emailVerifiedAt: "2026-01-05T09:30:00.000Z",
      createdAt: "2026-01-05T09:00:00.000Z",
    },
    passwordHash: "scrypt:aGFyYm9yLXNlZWQtc2FsdA:v-3sTIitQ0RGsTeL-2DaavNOFt0fJIu47_nsaBrNK1Y",
  },
  {
    user: {
      id: "7c1f4f52-2c1e-4b7e-9d56-0d6f5f3b7a02",
      email: "grace@example.com",
      displayName: "Grace Hopper",
      role: "member",
      emailVerifiedAt: null,
      createdAt: "2026-01-06T14:12:00.000Z",
    },
    passwordHash: "scrypt:aGFyYm9yLWdyYWNlLXNhbHQ:R5O87Y3THP9Gv_N87T-lGp7JFg1UKY3KrVD1-tr6cNo",
  },
];
