import { z } from 'zod';
import type { KeepLimit, RetentionChoice } from '../../retention/limits.ts';

const mebibyte = 1024 * 1024;
const number = z.int().min(0).max(1_000_000_000);
const limit = z.strictObject({
  days: number.max(36_500).nullish().describe('After their end; 0 for ever'),
  count: number.nullish().describe('The newest so many; 0 for all'),
  mib: number.nullish().describe('The newest so many MiB; 0 for all'),
});
const withoutSize = limit.omit({ mib: true });

/** What is null goes back to the server's limit; what is absent stays. */
export const retentionBody = z.strictObject({
  activities: withoutSize.nullish(),
  logs: limit.nullish(),
  artifacts: limit.nullish(),
});

type Body = z.output<typeof retentionBody>;
type LimitBody = z.output<typeof limit>;

export function choiceOf(body: Body, before: RetentionChoice): RetentionChoice {
  const kinds = ['activities', 'logs', 'artifacts'] as const;
  const chosen = kinds.flatMap((kind) => {
    const given = body[kind];
    const limits =
      given === undefined ? before[kind] : given === null ? undefined : merged(given, before[kind] ?? {});
    return limits === undefined ? [] : [[kind, limits] as const];
  });
  return Object.fromEntries(chosen);
}

function merged(body: LimitBody, before: Partial<KeepLimit>): Partial<KeepLimit> {
  const { days, count, mib } = body;
  const given = { days, count, bytes: mib == null ? mib : mib * mebibyte };
  const entries = Object.entries({ ...before, ...defined(given) });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** 0 stands for no limit, null for the server's. */
function defined(given: Readonly<Record<string, number | null | undefined>>) {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    said.map(([key, value]) => [key, value === null ? undefined : value === 0 ? null : value]),
  );
}

export const pruneBody = z.strictObject({ dry_run: z.boolean().default(false) }).prefault({});
