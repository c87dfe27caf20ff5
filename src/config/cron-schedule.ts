import { createHash } from 'node:crypto';
import { Cron } from 'croner';

/** Smallest and greatest value that `H` chooses: every month has 28 days. */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 28],
  [1, 12],
  [0, 6],
] as const;

const hashed = /^H(?:\((\d+)-(\d+)\))?(?:\/(\d+))?$/;

/** A number that looks random and is the same for the same text. */
function chosen(text: string, count: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % count;
}

/** `H`, `H(0-29)`, `H/15` and `H(0-29)/10` of a field, replaced by what they stand for. */
function resolveField(field: string, index: number, seed: string): string {
  const [match, from, to, step] = hashed.exec(field) ?? [];
  if (match === undefined) return field;
  const [least, most] = ranges[index] ?? [0, 0];
  const first = from === undefined ? least : Number(from);
  const last = to === undefined ? most : Number(to);
  const text = `${seed}/${index}`;
  if (step === undefined) return String(first + chosen(text, Math.max(1, last - first + 1)));
  const start = first + chosen(text, Math.max(1, Number(step)));
  return `${Math.min(start, last)}-${last}/${step}`;
}

/** The five fields with every `H` replaced. `seed` names the cron, so that each has values of its own, which stay. */
export function resolveCronSpec(spec: string, seed: string): string {
  const fields = spec.trim().split(/\s+/);
  const resolved = fields.map((field, index) =>
    field
      .split(',')
      .map((part) => resolveField(part, index, seed))
      .join(','),
  );
  return resolved.join(' ');
}

function parse(spec: string, seed: string, timezone: string | null): Cron {
  const resolved = resolveCronSpec(spec, seed);
  const count = resolved.split(' ').length;
  if (count !== 5) throw new Error(`has ${count} field${count === 1 ? '' : 's'}; a cron has five`);
  return new Cron(resolved, { paused: true, mode: '5-part', timezone: timezone ?? 'UTC' });
}

/** What is wrong with a cron's `spec`, or null. */
export function cronSpecProblem(spec: string): string | null {
  try {
    parse(spec, '', null);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

/** The next moment of a cron after another, on the clock of its time zone; null where there is none. */
export function nextCronTime(spec: string, seed: string, timezone: string | null, after: Date): Date | null {
  return parse(spec, seed, timezone).nextRun(after);
}

/** Whether the machine knows a time zone such as `Europe/Paris`. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
