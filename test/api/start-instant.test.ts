import { expect, test } from 'vitest';
import { renderInstant } from '../../src/api/render/instant.ts';
import { startInstant } from '../../src/api/request/start-instant.ts';

const instant = '2026-08-01T10:02:03.456Z';

test.each([
  '2026-08-01T10:02:03.456789+00:00',
  '2026-08-01T10:02:03.456000 00:00',
  '2026-08-01T12:02:03.456+0200',
  '2026-08-01T04:32:03.456-05:30',
  '2026-08-01t10:02:03.456z',
  '2026-08-01T10:02:03.456',
  '1785578523.456',
  '1785578523456',
])('%s is read as the moment it means', (text) => {
  expect(startInstant.parse(text).toISOString()).toBe(instant);
});

test.each(['', 'yesterday', '2026-02-30T25:00:00Z', '01/08/2026', '-5', '1e9'])('%j is no moment', (text) => {
  expect(startInstant.safeParse(text).success).toBe(false);
});

test('moments are written with microseconds and an offset, and read back as they were', () => {
  const written = renderInstant(new Date(instant));
  expect(written).toBe('2026-08-01T10:02:03.456000+00:00');
  expect(startInstant.parse(written).toISOString()).toBe(instant);
});
