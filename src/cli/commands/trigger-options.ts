import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Variables } from './task-variables.ts';

/** What `task:run` may say of a run beside its task. */
export interface TriggerOptions {
  readonly variable?: Variables;
  readonly sensitiveVariable?: Variables;
  readonly timeout?: number;
  readonly priority?: number;
  readonly retries?: number;
  readonly retryAfter?: number;
  readonly delay?: number;
  readonly expires?: number;
  readonly arg?: readonly string[];
  readonly payload?: string;
  readonly onLimit?: string;
  readonly idempotencyKey?: string;
}

/** Reads seconds from 0, with or without a fraction. */
export function parseSeconds(text: string): number {
  if (/^\d{1,8}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no number of seconds.');
}

export function parsePriority(text: string): number {
  if (/^[+-]?\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number.');
}

export function addWord(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

/** The body of a trigger. Options that are not given are left out, so that a server of the original takes it too. */
export async function triggerBody(options: TriggerOptions): Promise<Readonly<Record<string, unknown>>> {
  const { retries, retryAfter, payload } = options;
  if (retries === undefined && retryAfter !== undefined) {
    throw new ErrandError(
      'usage',
      '--retry-after says when to retry; --retries says how often, and is missing.',
    );
  }
  const backoff = retryAfter === undefined ? {} : { backoff: { seconds: retryAfter } };
  const body = {
    variables: options.variable ?? {},
    sensitive_variables: options.sensitiveVariable,
    timeout: options.timeout,
    priority: options.priority,
    retries: retries === undefined ? undefined : { max: retries, ...backoff },
    delay: options.delay,
    expires: options.expires,
    args: options.arg,
    payload: payload === undefined ? undefined : await readPayload(payload),
    on_limit: options.onLimit,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

export function triggerHeaders({ idempotencyKey }: TriggerOptions): Readonly<Record<string, string>> {
  return idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
}

async function readPayload(file: string): Promise<unknown> {
  const json = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: Error) => {
    throw new ErrandError('usage', `The payload ${file} cannot be read: ${cause.message}`, { cause });
  });
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ErrandError('usage', `The payload ${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
