import { createHash } from 'node:crypto';
import { ErrandError } from '../errors/errand-error.ts';
import { noRetries, type RetryPolicy } from './run-options.ts';
import { largestArgumentsBytes, largestPayloadBytes, type TriggerBody } from './trigger-schema.ts';
import { type ReadVariables, readVariables } from './trigger-secrets.ts';

/** What a trigger asks for, checked. */
export interface Trigger extends ReadVariables {
  readonly timeoutSeconds: number | null;
  readonly priority: number;
  readonly retries: RetryPolicy;
  readonly delaySeconds: number;
  readonly args: readonly string[];
  /** JSON; null where none was given. */
  readonly payload: string | null;
  readonly expiresSeconds: number | null;
  readonly onLimit: 'queue' | 'reject';
  readonly idempotencyKey: TriggerKey | null;
}

/** An `Idempotency-Key`, and what tells the body that it came with from another. */
export interface TriggerKey {
  readonly key: string;
  readonly fingerprint: string;
}

const longestKey = 255;

/**
 * Reads a trigger's body, which its schema let through, and its `Idempotency-Key`.
 *
 * @throws ErrandError `request_invalid`, `payload_too_large`.
 */
export function readTrigger(
  body: TriggerBody | readonly never[] | null | undefined,
  key: string | null,
): Trigger {
  const given: TriggerBody = body == null || Array.isArray(body) ? {} : (body as TriggerBody);
  const delaySeconds = given.delay ?? 0;
  const onLimit = given.on_limit ?? 'queue';
  if (onLimit === 'reject' && delaySeconds > 0) {
    throw invalid(
      '"on_limit": "reject" asks for a run that begins at once, and "delay" for one that does not.',
    );
  }
  return {
    ...readVariables(given),
    timeoutSeconds: given.timeout ?? null,
    priority: given.priority ?? 0,
    retries: retryPolicy(given.retries),
    delaySeconds,
    args: checkedArguments(given.args ?? []),
    payload: given.payload === undefined ? null : checkedPayload(given.payload),
    expiresSeconds: given.expires ?? null,
    onLimit,
    idempotencyKey: key === null ? null : triggerKey(key, given),
  };
}

function retryPolicy(given: TriggerBody['retries']): RetryPolicy {
  if (given == null) return noRetries;
  if (typeof given === 'number') return { ...noRetries, max: given };
  const { max, backoff = {} } = given;
  return {
    max,
    firstSeconds: backoff.seconds ?? noRetries.firstSeconds,
    factor: backoff.factor ?? noRetries.factor,
    longestSeconds: backoff.max_seconds ?? noRetries.longestSeconds,
  };
}

function checkedArguments(args: readonly string[]): readonly string[] {
  const bytes = args.reduce((sum, text) => sum + Buffer.byteLength(text) + 3, 0);
  if (bytes <= largestArgumentsBytes) return args;
  const message = `"args" may take ${largestArgumentsBytes} bytes in all; these take ${bytes}. Send data as "payload".`;
  throw new ErrandError('request_invalid', message, {
    details: { limitBytes: largestArgumentsBytes, bytes },
  });
}

function checkedPayload(payload: unknown): string {
  const json = JSON.stringify(payload);
  const bytes = Buffer.byteLength(json);
  if (bytes <= largestPayloadBytes) return json;
  const message = `"payload" may take ${largestPayloadBytes} bytes as JSON; this takes ${bytes}.`;
  throw new ErrandError('payload_too_large', message, {
    details: { limitBytes: largestPayloadBytes, bytes },
  });
}

function triggerKey(key: string, body: TriggerBody): TriggerKey {
  if (key.length === 0 || key.length > longestKey || !/^[\x21-\x7e]+$/.test(key)) {
    throw invalid(`An Idempotency-Key has 1 to ${longestKey} printable ASCII characters without spaces.`);
  }
  // Without what is sensitive: from a digest that is kept, a short secret could be guessed.
  const { sensitive_variables: _, ...open } = body;
  return { key, fingerprint: createHash('sha256').update(canonicalJson(open)).digest('hex') };
}

/** The same text for the same value, whatever the order of its keys. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

function invalid(message: string): ErrandError {
  return new ErrandError('request_invalid', message);
}
