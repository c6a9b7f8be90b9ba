import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

const KEY_BYTES = 32;

/** `scrypt:SALT:KEY`, as the contract's `Account.passwordHash` says. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  const key = scryptSync(password, salt, KEY_BYTES);
  return ["scrypt", salt.toString("base64url"), key.toString("base64url")].join(":");
}

export function verifyPassword(password: string, passwordHash: string): boolean {
  const [scheme, salt, key] = passwordHash.split(":");
  if (scheme !== "scrypt" || !salt || !key) return false;
  const expected = Buffer.from(key, "base64url");
  const actual = scryptSync(password, Buffer.from(salt, "base64url"), KEY_BYTES);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
