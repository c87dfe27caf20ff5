import { Attempts } from './attempts.ts';
import { addressKey } from './client-address.ts';

const minute = 60_000;
const hour = 60 * minute;

/**
 * How sign-ins are slowed: an address that guesses waits longer and longer, up to a quarter of an hour. An account that
 * is guessed at from many addresses waits too, but never long: nobody shall be able to lock its owner out.
 */
export interface Throttle {
  /** Milliseconds until the next attempt may be made; 0: now. */
  waitFor(username: string, address: string, now: Date): number;
  failed(username: string, address: string, now: Date): void;
  succeeded(username: string, address: string): void;
}

export function openThrottle(): Throttle {
  const limit = { firstWaitMs: 1000, forgetAfterMs: hour };
  const addresses = new Attempts({ ...limit, free: 10, longestWaitMs: 15 * minute });
  const pairs = new Attempts({ ...limit, free: 5, longestWaitMs: 15 * minute });
  const accounts = new Attempts({ ...limit, free: 20, longestWaitMs: minute });
  const keysOf = (username: string, address: string) => {
    const account = username.trim().toLowerCase().slice(0, 254);
    return { account, from: addressKey(address), pair: `${addressKey(address)} ${account}` };
  };
  return {
    waitFor(username, address, now) {
      const { account, from, pair } = keysOf(username, address);
      return Math.max(addresses.waitFor(from, now), pairs.waitFor(pair, now), accounts.waitFor(account, now));
    },
    failed(username, address, now) {
      const { account, from, pair } = keysOf(username, address);
      addresses.failed(from, now);
      pairs.failed(pair, now);
      accounts.failed(account, now);
    },
    succeeded(username, address) {
      const { account, from, pair } = keysOf(username, address);
      addresses.succeeded(from);
      pairs.succeeded(pair);
      accounts.succeeded(account);
    },
  };
}
