import { describe, expect, test, vi } from 'vitest';
import { openReadyPool, type Ready } from '../../src/deploy/ready-pool.ts';

interface Thing extends Ready {
  readonly number: number;
  spoil(): void;
  readonly closed: () => boolean;
}

function maker() {
  const made: Thing[] = [];
  const make = async (): Promise<Thing> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let closed = false;
    const thing: Thing = {
      number: made.length,
      spoiled: promise,
      spoil: resolve,
      closed: () => closed,
      async close() {
        closed = true;
      },
    };
    made.push(thing);
    return thing;
  };
  return { made, make };
}

const quiet = () => undefined;

describe('a pool of things made ahead of time', () => {
  test('has as many ready as it should, gives each once, and makes another in its place', async () => {
    const { made, make } = maker();
    const pool = openReadyPool(make, 2, quiet);
    await pool.settled();
    expect([pool.take()?.number, pool.take()?.number, pool.take()]).toEqual([0, 1, null]);
    await expect.poll(() => made.length).toBe(4);
    expect(pool.take()?.number).toBe(2);
    await pool.close();
  });

  test('replaces what can no longer be used', async () => {
    const { made, make } = maker();
    const pool = openReadyPool(make, 1, quiet);
    await pool.settled();
    made[0]?.spoil();
    await expect.poll(() => made[0]?.closed()).toBe(true);
    await expect.poll(() => made.length).toBe(2);
    expect(pool.take()?.number).toBe(1);
    await pool.close();
  });

  test('closes what was not taken, and makes nothing more', async () => {
    const { made, make } = maker();
    const pool = openReadyPool(make, 2, quiet);
    await pool.settled();
    const taken = pool.take();
    await pool.close();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(made.map((thing) => thing.closed())).toEqual([false, true]);
    expect(taken?.closed()).toBe(false);
  });

  test('of size 0 makes nothing; one that cannot make says so and gives null', async () => {
    const { made, make } = maker();
    expect(openReadyPool(make, 0, quiet).take()).toBeNull();
    expect(made).toEqual([]);
    const failed = vi.fn();
    const pool = openReadyPool(() => Promise.reject(new Error('no room')), 1, failed);
    await pool.settled();
    expect(pool.take()).toBeNull();
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ message: 'no room' }));
    await pool.close();
  });
});
