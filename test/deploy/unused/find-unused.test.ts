import { expect, test } from 'vitest';
import { findUnused } from '../../../src/deploy/unused/find-unused.ts';

const hour = 60 * 60 * 1000;
const now = new Date('2026-08-01T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * hour);
const item = (name: string, hours: number, inUse = false) => ({ name, usedAt: ago(hours), inUse });
const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);

test('what is in use stays, however old', () => {
  expect(findUnused([item('old', 1000, true)], now, 0, null)).toEqual([]);
});

test('what nobody uses stays for the time it is kept', () => {
  const items = [item('fresh', 1), item('old', 25)];
  expect(names(findUnused(items, now, 24 * hour, null))).toEqual(['old']);
  expect(names(findUnused(items, now, 0, null))).toEqual(['fresh', 'old']);
});

test('what was used since a change began that is under way stays, for it may be about to deploy it', () => {
  const items = [item('of the change', 1), item('old', 3)];
  expect(names(findUnused(items, now, 0, ago(2)))).toEqual(['old']);
});
