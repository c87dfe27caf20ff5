import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

/** `npm run fuzz` sends 50,000; the same seed sends the same requests. */
const count = Number(process.env.ERRAND_FUZZ_REQUESTS ?? 2000);
const seed = Number(process.env.ERRAND_FUZZ_SEED ?? Math.floor(Math.random() * 1e6));

test(`no request to any operation makes the server fail, hang or tell of another tenant (ERRAND_FUZZ_SEED=${seed})`, async () => {
  const { requests, operations, statuses, findings } = await fuzz(count, seed);
  console.log(`${requests} requests to ${operations} operations, seed ${seed}: ${JSON.stringify(statuses)}`);
  expect(findings.slice(0, 5)).toEqual([]);
  expect(requests).toBeGreaterThanOrEqual(count);
  expect(operations).toBeGreaterThan(100);
  // Requests must get past the first check to say anything.
  for (const status of [200, 201, 400, 401, 403, 404]) expect(statuses[status]).toBeGreaterThan(5);
}, 3_600_000);
