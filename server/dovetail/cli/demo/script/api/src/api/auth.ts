import { randomUUID } from "node:crypto";

import {
  type AuthError,
  type AuthErrorCode,
  type Credentials,
  LIMITS,
  type Registration,
  type Session,
  type User,
} from "../../contracts/auth.contract.js";
import { hashPassword, verifyPassword } from "./passwords.js";
import type { Store } from "./store.js";

/** Thrown where somebody is not let in; the router sends its body. */
export class Refusal extends Error {
  readonly body: AuthError;

  constructor(code: AuthErrorCode, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.body = { code, message, retryAfterSeconds };
  }
}

export class Auth {
  constructor(readonly store: Store) {}

  register({ email, password, displayName }: Registration, now: Date): Session {
    const address = email.toLowerCase();
    if (password.length < LIMITS.minPasswordLength) {
      throw new Refusal("malformedRequest", `A password has at least ${LIMITS.minPasswordLength} characters.`);
    }
    if (this.store.accountByEmail(address)) throw new Refusal("emailTaken", "This address is already signed up.");
    const user: User = {
      id: randomUUID(),
      email: address,
      displayName,
      role: "member",
      emailVerifiedAt: null,
      createdAt: now.toISOString(),
    };
    this.store.addAccount({ user, passwordHash: hashPassword(password) });
    return this.store.openSession(user.id, now);
  }

  login({ email, password }: Credentials, now: Date): Session {
    const address = email.toLowerCase();
    this.#checkLockout(address, now);
    const account = this.store.accountByEmail(address);
    if (!account || !verifyPassword(password, account.passwordHash)) {
      this.store.recordLogin(address, "failed", now);
      throw new Refusal("invalidCredentials", "The address or the password is wrong.");
    }
    this.store.recordLogin(address, "succeeded", now);
    return this.store.openSession(account.user.id, now);
  }

  /** The user whose session the token opens. */
  userOf(token: string | undefined, now: Date): User {
    const session = token === undefined ? undefined : this.store.session(token, now);
    const account = session && this.store.accountById(session.userId);
    if (!account) throw new Refusal("notSignedIn", "Sign in first.");
    return account.user;
  }

  /** Refuses an address whose latest attempts all failed, until `LIMITS.lockoutSeconds` after the last of them. */
  #checkLockout(email: string, now: Date): void {
    const latest = this.store
      .loginEvents()
      .filter((event) => event.email === email)
      .slice(0, LIMITS.maxLoginAttempts);
    const last = latest[0];
    if (!last || latest.length < LIMITS.maxLoginAttempts || latest.some((event) => event.outcome === "succeeded")) return;
    const waitSeconds = Math.ceil((Date.parse(last.occurredAt) - now.getTime()) / 1000 + LIMITS.lockoutSeconds);
    if (waitSeconds > 0) throw new Refusal("lockedOut", "Too many attempts. Try again later.", waitSeconds);
  }
}
