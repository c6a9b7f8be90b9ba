/** What a person may do.
 * @owner schema
 */
export type Role = "member" | "admin";

/** A person who can sign in.
 * @db users
 * @owner schema
 */
export interface User {
  /** @format uuid */
  id: string;
  /** Always lower case.
   * @format email */
  email: string;
  /** The name that the dashboard greets with. */
  displayName: string;
  role: Role;
  /** When the address was confirmed; null until then.
   * @format date-time */
  emailVerifiedAt: string | null;
  /** @format date-time */
  createdAt: string;
}

/** A person who is signed in, on one device.
 * @db sessions
 * @owner schema
 */
export interface Session {
  /** 32 random bytes. Travels as `Authorization: Bearer TOKEN`.
   * @format token */
  token: string;
  /** @format uuid */
  userId: string;
  /** @format date-time */
  createdAt: string;
  /** `LIMITS.sessionTtlSeconds` after `createdAt`.
   * @format date-time */
  expiresAt: string;
}

/** A user with the secret that is stored beside it and never sent.
 * @owner schema
 */
export interface Account {
  user: User;
  /** `scrypt:SALT:KEY`, both base64url: node's scrypt with its defaults and a key of 32 bytes. */
  passwordHash: string;
}

/** What a person types in to sign in.
 * @owner api
 */
export interface Credentials {
  /** @format email */
  email: string;
  /** @format password */
  password: string;
}

/** What a person types in to sign up.
 * @owner api
 */
export interface Registration {
  /** @format email */
  email: string;
  /** At least `LIMITS.minPasswordLength` characters.
   * @format password */
  password: string;
  displayName: string;
}

/** Why somebody is not let in.
 * @owner api
 */
export type AuthErrorCode = "invalidCredentials" | "lockedOut" | "emailTaken" | "notSignedIn" | "malformedRequest";

/** The body of every answer that refuses. Its status is `ERROR_STATUS[code]`.
 * @owner api
 */
export interface AuthError {
  code: AuthErrorCode;
  /** A sentence for people. */
  message: string;
  /** How long to wait before the next attempt; null where waiting does not help.
   * @format int */
  retryAfterSeconds: number | null;
}

/** Sign up; the answer is already signed in.
 * @api POST /auth/register
 * @owner api
 */
export interface Register {
  request: Registration;
  response: Session;
  errors: AuthError;
}

/** Sign in with a password.
 * @api POST /auth/login
 * @owner api
 */
export interface Login {
  request: Credentials;
  response: Session;
  errors: AuthError;
}

/** Sign out: the session of the request's token ends. Status 204.
 * @api POST /auth/logout
 * @owner api
 */
export interface Logout {
  request: null;
  response: null;
  errors: AuthError;
}

/** Who the request's token belongs to.
 * @api GET /auth/me
 * @owner api
 */
export interface CurrentUser {
  response: User;
  errors: AuthError;
}

/** Limits that every layer shares. After `maxLoginAttempts` failures in a row an address is locked out. */
export const LIMITS = {
  minPasswordLength: 12,
  maxLoginAttempts: 5,
  lockoutSeconds: 900,
  sessionTtlSeconds: 3600,
  recentLoginCount: 10,
} as const;

/** The HTTP status of each refusal. */
export const ERROR_STATUS = {
  invalidCredentials: 401,
  lockedOut: 429,
  emailTaken: 409,
  notSignedIn: 401,
  malformedRequest: 400,
} as const;

/** The first account of a fresh database: an admin whose address is confirmed. */
export const SEED_LOGIN = {
  email: "ada@example.com",
  password: "correct horse battery staple",
} as const;
