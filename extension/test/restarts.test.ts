import { expect, it } from 'vitest';
import { Crashes, Restarts } from '../src/restarts.js';

function slow() {
  const open: { end: () => void; fail: () => void }[] = [];
  const restarts = new Restarts(
    () => new Promise<void>((resolve, reject) => open.push({ end: resolve, fail: () => reject(new Error('no')) })),
  );
  return { open, restarts };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

it('keeps at most one restart waiting', async () => {
  const { open, restarts } = slow();
  const first = restarts.request();
  const others = [restarts.request(), restarts.request(), restarts.request()];
  expect(open).toHaveLength(1);
  open[0]?.end();
  await first;
  await settle();
  expect(open).toHaveLength(2);
  open[1]?.end();
  await Promise.all(others);
  await settle();
  expect(open).toHaveLength(2);
});

it('goes on after a restart that failed', async () => {
  const { open, restarts } = slow();
  const first = restarts.request();
  const second = restarts.request();
  open[0]?.fail();
  await expect(first).rejects.toThrow('no');
  await settle();
  open[1]?.end();
  await second;
  const third = restarts.request();
  open[2]?.end();
  await third;
});

it('gives up on a server that ends again and again, and forgets what is long ago', () => {
  const crashes = new Crashes(2, 1000);
  expect([0, 10, 20].map((now) => crashes.startAgain(now))).toEqual([true, true, false]);
  expect(crashes.startAgain(2000)).toBe(true);
});
