"""What tokens and caches are said to hold by whoever asks for it: `jwt.verifyAsync<Claims>(token)`, `cache.get<User>(key)`."""

_NEST = """\
export class JwtService {
  sign(payload: unknown, options?: unknown): string;
  signAsync(payload: unknown, options?: unknown): Promise<string>;
  verify<T>(token: string, options?: unknown): T;
  verifyAsync<T>(token: string, options?: unknown): Promise<T>;
  decode<T>(token: string, options?: unknown): T;
}
"""
_JOSE = """\
export function jwtVerify<T>(token: unknown, key: unknown, options?: unknown): Promise<{ payload: T }>;
export function decodeJwt<T>(token: string): T;
"""
_CACHE = """\
export interface Cache {
  get<T>(key: string): Promise<T>;
  set<T>(key: string, value: T, time?: unknown): Promise<T>;
  wrap<T>(key: string, make: () => Promise<T>, time?: unknown): Promise<T>;
  del(key: string): Promise<void>;
}
"""

MODULES = {"@nestjs/jwt": _NEST, "jose": _JOSE, "cache-manager": _CACHE, "@nestjs/cache-manager": _CACHE}
