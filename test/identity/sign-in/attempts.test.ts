import { describe, expect, test } from 'vitest';
import { Attempts, waitAfter } from '../../../src/identity/sign-in/attempts.ts';
import { addressKey } from '../../../src/identity/sign-in/client-address.ts';
import { openThrottle } from '../../../src/identity/sign-in/throttle.ts';
import { openTickets } from '../../../src/identity/sign-in/ticket.ts';

const growth = { free: 3, firstWaitMs: 1000, longestWaitMs: 60_000, forgetAfterMs: 3_600_000 };
const now = new Date('2026-08-01T10:00:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);

test('the wait doubles, up to the longest', () => {
  expect([0, 2, 3, 4, 5, 8, 9, 1000].map((failures) => waitAfter(failures, growth))).toEqual([
    0, 0, 1000, 2000, 4000, 32_000, 60_000, 60_000,
  ]);
});

describe('attempts', () => {
  test('wait after failures, and less as time goes by', () => {
    const attempts = new Attempts(growth);
    for (let i = 0; i < 4; i += 1) attempts.failed('a', now);
    expect(attempts.waitFor('a', now)).toBe(2000);
    expect(attempts.waitFor('a', later(1500))).toBe(500);
    expect(attempts.waitFor('a', later(2000))).toBe(0);
    expect(attempts.waitFor('b', now)).toBe(0);
  });

  test('are forgotten after a success, and after an hour', () => {
    const attempts = new Attempts(growth);
    for (let i = 0; i < 9; i += 1) attempts.failed('a', now);
    expect(attempts.waitFor('a', later(3_600_000))).toBe(0);
    for (let i = 0; i < 9; i += 1) attempts.failed('a', now);
    attempts.succeeded('a');
    expect(attempts.waitFor('a', now)).toBe(0);
  });

  test('of a hundred thousand addresses fill no memory', () => {
    const attempts = new Attempts(growth);
    for (let i = 0; i < 100_000; i += 1) attempts.failed(`address ${i}`, now);
    for (let i = 0; i < 4; i += 1) attempts.failed('the last', now);
    expect(attempts.waitFor('the last', now)).toBe(2000);
    expect(attempts.waitFor('address 0', now)).toBe(0);
  });
});

describe('a throttle', () => {
  test('slows an account from many addresses, but locks its owner out for a minute at most', () => {
    const throttle = openThrottle();
    for (let i = 0; i < 500; i += 1) throttle.failed('ada', `198.51.100.${i}`, now);
    expect(throttle.waitFor('ada', '192.0.2.1', now)).toBe(60_000);
    expect(throttle.waitFor('bob', '192.0.2.1', now)).toBe(0);
  });

  test('slows an address that tries many accounts', () => {
    const throttle = openThrottle();
    for (let i = 0; i < 30; i += 1) throttle.failed(`user ${i}`, '192.0.2.1', now);
    expect(throttle.waitFor('another', '192.0.2.1', now)).toBe(900_000);
    expect(throttle.waitFor('another', '192.0.2.2', now)).toBe(0);
  });
});

test('an IPv6 network counts as one address', () => {
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'));
  expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
  expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
});

describe('what a form carries', () => {
  const tickets = openTickets('a secret');

  test('is for one sign-in', () => {
    expect(tickets.isCsrf('one', tickets.csrf('one'))).toBe(true);
    expect(tickets.isCsrf('other', tickets.csrf('one'))).toBe(false);
    expect(openTickets('another').isCsrf('one', tickets.csrf('one'))).toBe(false);
  });

  test('says who gave the right password, for ten minutes', () => {
    const ticket = tickets.issue('one', 'ada', now);
    expect(tickets.read('one', ticket, later(599_000))).toBe('ada');
    expect(tickets.read('one', ticket, later(600_000))).toBeNull();
    expect(tickets.read('other', ticket, now)).toBeNull();
    expect(tickets.read('one', ticket.replace('ada', 'eve'), now)).toBeNull();
    expect(tickets.read('one', '', now)).toBeNull();
  });
});
