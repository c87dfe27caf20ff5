import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/identity/audit/audit-event.ts';
import { overflow, Repeated } from '../../../src/identity/audit/repeated.ts';

const denied = (address: string): AuditEvent => ({
  at: new Date('2026-08-01T10:00:00.000Z'),
  actor: null,
  address,
  userAgent: null,
  operation: 'token:exchange',
  target: {},
  result: 'denied',
  status: 400,
  reason: 'unauthenticated',
  count: 1,
});

test('the first of a kind goes through, those after it are counted until the window ends', () => {
  const repeated = new Repeated();
  expect(repeated.take(denied('10.0.0.1'))).not.toBeNull();
  for (let i = 0; i < 9999; i += 1) expect(repeated.take(denied('10.0.0.1'))).toBeNull();
  expect(repeated.take(denied('10.0.0.2'))).not.toBeNull();
  expect(repeated.drain()).toMatchObject([{ address: '10.0.0.1', count: 9999 }]);
  expect(repeated.drain()).toEqual([]);
  expect(repeated.take(denied('10.0.0.1'))).not.toBeNull();
});

test('an attacker with many addresses fills neither memory nor the log', () => {
  const repeated = new Repeated();
  const through = Array.from({ length: 100_000 }, (_, i) => repeated.take(denied(`address ${i}`)));
  expect(through.filter((event) => event !== null)).toHaveLength(500);
  expect(repeated.drain()).toMatchObject([{ operation: overflow, address: null, count: 99_500 }]);
});
