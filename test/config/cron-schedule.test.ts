import { describe, expect, test } from 'vitest';
import { cronSpecProblem, nextCronTime, resolveCronSpec } from '../../src/config/cron-schedule.ts';
import { onlyProblem, parse } from './expectations.ts';

const at = (text: string) => new Date(text);
const next = (spec: string, after: string, timezone: string | null = null) =>
  nextCronTime(spec, 'shop/main/web/x', timezone, at(after))?.toISOString();

describe('the next moment of a cron', () => {
  test.each([
    ['*/5 * * * *', '2026-08-01T10:02:30Z', '2026-08-01T10:05:00.000Z'],
    ['0 3 * * *', '2026-08-01T03:00:00Z', '2026-08-02T03:00:00.000Z'],
    ['30 9 * * 1', '2026-08-01T00:00:00Z', '2026-08-03T09:30:00.000Z'],
    ['0 0 29 2 *', '2026-08-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 1,15 * *', '2026-08-02T00:00:00Z', '2026-08-15T00:00:00.000Z'],
  ])('%s after %s', (spec, after, expected) => {
    expect(next(spec, after)).toBe(expected);
  });

  test('is on the clock of its time zone, over both changes of it', () => {
    expect(next('0 3 * * *', '2026-08-01T00:00:00Z', 'Europe/Paris')).toBe('2026-08-01T01:00:00.000Z');
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Paris')).toBe('2026-03-29T01:00:00.000Z');
    const autumn = next('30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Paris') ?? '';
    expect(autumn).toBe('2026-10-25T00:30:00.000Z');
    expect(next('30 2 * * *', autumn, 'Europe/Paris')).toBe('2026-10-26T01:30:00.000Z');
  });

  test('is none where the day never comes', () => {
    expect(next('0 0 31 2 *', '2026-08-01T00:00:00Z')).toBeUndefined();
  });
});

describe('H', () => {
  const minutes = (spec: string) =>
    Array.from({ length: 200 }, (_, index) => resolveCronSpec(spec, `shop/main/web/${index}`).split(' ')[0]);

  test('stays for a cron and differs between crons', () => {
    expect(resolveCronSpec('H H * * *', 'a')).toBe(resolveCronSpec('H H * * *', 'a'));
    expect(new Set(minutes('H * * * *')).size).toBeGreaterThan(40);
    for (const minute of minutes('H * * * *')) expect(Number(minute)).toBeLessThan(60);
  });

  test('stays in a range, and steps from a place of its own', () => {
    for (const minute of minutes('H(10-19) * * * *')) {
      expect(Number(minute)).toBeGreaterThanOrEqual(10);
      expect(Number(minute)).toBeLessThanOrEqual(19);
    }
    const starts = minutes('H/15 * * * *');
    for (const step of starts) expect(step).toMatch(/^(\d|1[0-4])-59\/15$/);
    expect(new Set(starts).size).toBeGreaterThan(10);
    expect(next('H/15 * * * *', '2026-08-01T10:00:00Z')).toMatch(/^2026-08-01T10:(0\d|1[0-4]|15)/);
  });
});

test.each([
  ['H * * * *', null],
  ['*/5 8-18 * * 1-5', null],
  ['* * * *', 'has 4 fields; a cron has five'],
  ['0 0 0 * * *', 'has 6 fields; a cron has five'],
  ['@daily', 'has 1 field; a cron has five'],
])('%s: %s', (spec, problem) => {
  expect(cronSpecProblem(spec)).toBe(problem);
});

test('a schedule that cannot be read is an error at its place', () => {
  const file = (spec: string) =>
    `applications:\n  web:\n    type: nodejs:24\n    crons:\n      a: {spec: "${spec}", commands: {start: x}}\n`;
  expect(parse(file('H 3 * * *')).problems).toEqual([]);
  expect(onlyProblem(file('61 * * * *'))).toMatchObject({ code: 'wrong_value', line: 5, column: 17 });
  expect(onlyProblem(file('every day')).message).toContain('`every day` is no schedule: has 2 fields');
});
