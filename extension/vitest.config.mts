import { defineConfig } from 'vitest/config';

// Node 20 has no Map.groupBy, and vitest prints failures with it.
Map.groupBy ??= function groupBy<K, T>(items: Iterable<T>, key: (item: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let at = 0;
  for (const item of items) {
    const name = key(item, at++);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
};

export default defineConfig({ test: { include: ['test/**/*.test.ts'] } });
