import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { type FuzzRequest, type Operation, operationsOf, requestsTo } from './requests.ts';
import { type Caller, ids, mark, openTenants, type Tenants } from './tenants.ts';

export interface Finding {
  readonly what: 'server error' | 'hang' | 'leak' | 'injected header';
  readonly caller: string;
  readonly request: FuzzRequest;
  readonly answer: string;
}

export interface FuzzReport {
  readonly requests: number;
  readonly operations: number;
  /** By HTTP status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly findings: readonly Finding[];
}

/** Of an API that was opened anew: what requests change must not make all later ones shallow. */
const requestsPerApi = 1500;
const atOnce = 16;
const patienceMs = 30_000;

async function send({ opened }: Tenants, caller: Caller, request: FuzzRequest) {
  const { method, url, payload } = request;
  const headers = {
    ...request.headers,
    ...(caller.authorization === null ? {} : { authorization: caller.authorization }),
  };
  const options: InjectOptions = {
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers,
    signal: AbortSignal.timeout(patienceMs),
    ...(payload === null ? {} : { payload }),
  };
  return opened.api.inject(options);
}

/** What the caller said themselves may come back to them. */
function leaks(caller: Caller, request: FuzzRequest, text: string): boolean {
  if (caller.seesAll || !text.includes(mark)) return false;
  let said = `${request.url} ${request.payload ?? ''}`;
  for (let round = 0; round < 2; round++)
    said += ` ${said.replaceAll(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))}`;
  // Names that were asked for, by whomever, are in the audit log of the project they were asked of.
  if (/^\/projects\/shop\/audit/.test(request.url)) said += ` ${Object.values(ids.bank).join(' ')}`;
  return [...text.matchAll(new RegExp(`${mark}[\\w-]*`, 'g'))].some(([word]) => !said.includes(word));
}

async function judge(
  tenants: Tenants,
  caller: Caller,
  request: FuzzRequest,
): Promise<{ readonly status: number; readonly finding: Finding | null }> {
  const found = (what: Finding['what'], answer: string): Finding => ({
    what,
    caller: caller.name,
    request,
    answer: answer.slice(0, 400),
  });
  try {
    const { statusCode: status, body, headers } = await send(tenants, caller, request);
    const text = `${JSON.stringify(headers)} ${body}`;
    if (status >= 500) return { status, finding: found('server error', text) };
    if (leaks(caller, request, text)) return { status, finding: found('leak', text) };
    if ('x-injected' in headers) return { status, finding: found('injected header', text) };
    return { status, finding: null };
  } catch (error) {
    const message = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    return { status: 0, finding: found(/abort|timeout/i.test(message) ? 'hang' : 'server error', message) };
  }
}

/**
 * Who asks. The administrator changes no accounts and lets nobody into the other tenant's project: callers would not get in
 * any more, or would be right to hear of it.
 */
function callerOf({ callers }: Tenants, { method, url }: FuzzRequest, turn: number): Caller | undefined {
  const caller = callers[turn % callers.length];
  const access = /^\/users\/(mallory|eve|zqbank)|^\/projects\/zqbank\w+\/(invitations|user-access)/;
  return caller?.seesAll && method !== 'GET' && access.test(url) ? callers[0] : caller;
}

function plan(operations: readonly Operation[], count: number, seed: number): readonly FuzzRequest[] {
  const each = Math.ceil(count / operations.length);
  const all = operations.flatMap((operation, index) =>
    fc.sample(requestsTo(operation), { numRuns: each, seed: seed + index }),
  );
  // One of each, then the next of each: what a request takes away is missed by few.
  const inTurn = all
    .map((request, index) => ({ request, turn: index % each }))
    .sort((a, b) => a.turn - b.turn);
  return inTurn.map(({ request }) => request);
}

/** Sends at least `count` requests, the same ones for the same seed: some to every operation of the server's own document. */
export async function fuzz(count: number, seed: number): Promise<FuzzReport> {
  const statuses: Record<number, number> = {};
  const findings: Finding[] = [];
  let [requests, operations] = [0, 0];
  for (let round = 0; requests < count; round++) {
    const tenants = await openTenants();
    const document = (await tenants.opened.api.inject('/openapi.json')).json();
    const known = operationsOf(document);
    operations = known.length;
    const planned = plan(known, Math.min(requestsPerApi, count - requests), seed + round * 1000);
    requests += planned.length;
    const queue = planned.map((request, index) => ({
      request,
      caller: callerOf(tenants, request, index * 7 + round),
    }));
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = queue.shift(); next?.caller !== undefined; next = queue.shift()) {
          const { status, finding } = await judge(tenants, next.caller, next.request);
          statuses[status] = (statuses[status] ?? 0) + 1;
          if (finding !== null) findings.push(finding);
        }
      }),
    );
    await tenants.opened.api.close();
  }
  return { requests, operations, statuses, findings };
}
