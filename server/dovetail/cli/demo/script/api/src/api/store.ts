import { randomBytes, randomUUID } from "node:crypto";

import { type Account, LIMITS } from "../../contracts/auth.contract.js";
import type { LoginEvent, LoginOutcome } from "../../contracts/dashboard.contract.js";

/** A session as the store keeps it.
 * @contract Session
 */
export interface SessionRecord {
  token: string;
  user_id: string;
  createdAt: string;
  expiresAt: string;
}

/** Everything that Harbor remembers, in memory. */
export class Store {
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #loginEvents: LoginEvent[] = [];

  constructor(accounts: readonly Account[]) {
    for (const account of accounts) this.addAccount(account);
  }

  get userCount(): number {
    return this.#accounts.size;
  }

  addAccount(account: Account): void {
    this.#accounts.set(account.user.email, account);
  }

  accountByEmail(email: string): Account | undefined {
    return this.#accounts.get(email);
  }

  accountById(id: string): Account | undefined {
    return [...this.#accounts.values()].find((account) => account.user.id === id);
  }

  openSession(userId: string, now: Date): SessionRecord {
    const session: SessionRecord = {
      token: randomBytes(32).toString("base64url"),
      user_id: userId,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + LIMITS.sessionTtlSeconds * 1000).toISOString(),
    };
    this.#sessions.set(session.token, session);
    return session;
  }

  session(token: string, now: Date): SessionRecord | undefined {
    const session = this.#sessions.get(token);
    return session && Date.parse(session.expiresAt) > now.getTime() ? session : undefined;
  }

  closeSession(token: string): void {
    this.#sessions.delete(token);
  }

  activeSessionCount(now: Date): number {
    return [...this.#sessions.keys()].filter((token) => this.session(token, now)).length;
  }

  recordLogin(email: string, outcome: LoginOutcome, now: Date): void {
    this.#loginEvents.push({ id: randomUUID(), email, outcome, occurredAt: now.toISOString() });
  }

  /** The newest first. */
  loginEvents(): readonly LoginEvent[] {
    return this.#loginEvents.toReversed();
  }
}
