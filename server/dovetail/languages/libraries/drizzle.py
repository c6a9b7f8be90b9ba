"""Drizzle: a database knows the tables of its schema by their names."""

_DRIVERS = {
    "node-postgres": "NodePgDatabase", "postgres-js": "PostgresJsDatabase", "neon-http": "NeonHttpDatabase",
    "neon-serverless": "NeonDatabase", "vercel-postgres": "VercelPgDatabase", "pglite": "PgliteDatabase", "bun-sql": "BunSQLDatabase",
    "mysql2": "MySql2Database", "planetscale-serverless": "PlanetScaleDatabase", "better-sqlite3": "BetterSQLite3Database",
    "libsql": "LibSQLDatabase", "d1": "DrizzleD1Database", "bun-sqlite": "BunSQLiteDatabase", "expo-sqlite": "ExpoSQLiteDatabase",
}  # fmt: skip
_DRIVER = """\
export interface Database<S> {{ query: S; transaction<R>(run: (tx: Database<S>) => Promise<R>): Promise<R> }}
export interface {name}<S> extends Database<S> {{}}
export function drizzle<S>(first?: {{ schema?: S }}, options?: {{ schema?: S }}): Database<S>;
"""

MODULES = {f"drizzle-orm/{driver}": _DRIVER.format(name=name) for driver, name in _DRIVERS.items()}
