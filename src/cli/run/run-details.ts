import type { ActivityDocument } from '../client/documents.ts';
import { sayDuration } from '../output/duration.ts';
import { readOutcome } from './outcome.ts';

type Field = readonly [string, string | null];

const mebibyte = 1024 * 1024;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sayUsage(activity: ActivityDocument): string | null {
  const { peak_memory_bytes: memory, cpu_seconds: cpu } = readOutcome(activity)?.fields ?? {};
  const parts = [
    typeof memory === 'number' ? `${Math.ceil(memory / mebibyte)} MiB at most` : null,
    typeof cpu === 'number' ? `${cpu.toFixed(2)} s of a processor` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function sayQueue(queue: unknown): string | null {
  if (!isRecord(queue)) return null;
  const { position, position_is_least: least, expected_wait_seconds: wait, not_before: due } = queue;
  const parts = [
    `position ${String(position)}${least === true ? ' or later' : ''}`,
    typeof wait === 'number' ? `about ${sayDuration(wait)} to wait` : null,
    typeof due === 'string' ? `not before ${due}` : null,
  ].filter((part) => part !== null);
  return parts.join(', ');
}

function sayCancelled({ cancelled_by: by, cancelled_at: at }: Readonly<Record<string, unknown>>) {
  return isRecord(by) && typeof by.name === 'string' ? `by ${by.name}, asked at ${String(at)}` : null;
}

function sayTrigger(origin: unknown): string | null {
  if (!isRecord(origin) || typeof origin.workload !== 'string') return null;
  const { kind, workload, activity } = origin;
  return `the ${String(kind)} ${workload}${typeof activity === 'string' ? `, in activity ${activity}` : ''}`;
}

/** Activities that led to this one, where there is more than the one that triggered it. */
function sayChain(origin: unknown, id: string): string | null {
  if (!isRecord(origin) || !Array.isArray(origin.chain) || origin.chain.length < 2) return null;
  return [...origin.chain.map(String), id].join(' → ');
}

function sayArtifacts(artifacts: unknown): string | null {
  return isRecord(artifacts) ? `${String(artifacts.files)} files, ${String(artifacts.bytes)} bytes` : null;
}

/** What is known of a run beside its outcome; null where there is nothing to say. */
export function runDetails(activity: ActivityDocument): readonly Field[] {
  const payload = activity.payload ?? {};
  const { attempts, result } = payload;
  return [
    ['triggered by', sayTrigger(payload.triggered_by)],
    ['chain', sayChain(payload.triggered_by, activity.id)],
    ['queue', sayQueue(payload.queue)],
    ['attempts', Array.isArray(attempts) ? String(attempts.length) : null],
    ['used', sayUsage(activity)],
    ['cancelled', sayCancelled(payload)],
    ['artifacts', sayArtifacts(payload.artifacts)],
    ['returned', result === undefined ? null : JSON.stringify(result)],
  ];
}
