import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { type Activity, activityOf, cancel, untilLogged, untilState } from '../support/follow-run.ts';
import { scriptProject } from '../support/script-project.ts';
import { triggerWith } from '../support/trigger-with.ts';

const echoArguments = `
  echo-args:
    type: "nodejs:26"
    source: { root: task }
    run: { command: "printf '<%s>\\\\n'" }
`;

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject({ moreTasks: echoArguments }));
});
afterAll(() => server[Symbol.asyncDispose]());

const body = (script: string, options: object = {}) => ({ variables: { SCRIPT: script }, ...options });
const trigger = async (script: string, options: object = {}, headers: Record<string, string> = {}) =>
  triggerWith(client, 'script', body(script, options), headers);
const run = async (script: string, options: object = {}) =>
  client.waitFor((await trigger(script, options)).id);
const payloadOf = async (id: string) =>
  (await activityOf(client, id)).payload as Readonly<Record<string, unknown>>;

describe('P17: an Idempotency-Key', () => {
  test('makes one run of any number of triggers, and the answer is the same', async () => {
    const headers = { 'idempotency-key': 'same-1' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => trigger('echo once', {}, headers)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await client.waitFor(answers[0]?.id ?? '');
    const later = await trigger('echo once', {}, headers);
    expect([later.status, later.id]).toEqual([202, answers[0]?.id]);
    const listed = (await (await client.api('/projects/shop/activities?count=100')).json()) as Activity[];
    expect(listed.filter(({ id }) => id === later.id)).toHaveLength(1);
  });

  test('does not stand for another body, which is told with the activity it stands for', async () => {
    const headers = { 'idempotency-key': 'same-2' };
    const { id } = await trigger('echo one', {}, headers);
    const other = await trigger('echo two', {}, headers);
    expect(other.status).toBe(409);
    expect(other.message).toContain('another body');
    await client.waitFor(id);
  });

  test('outlives a kill -9 of the server', async () => {
    const headers = { 'idempotency-key': 'same-3' };
    const { id } = await trigger('echo once', {}, headers);
    await server.kill('SIGKILL');
    await server.restart();
    expect((await trigger('echo once', {}, headers)).id).toBe(id);
    expect((await client.waitFor(id)).log.match(/^once$/gm)).toHaveLength(1);
  });

  test('belongs to its task', async () => {
    const headers = { 'idempotency-key': 'same-4' };
    const one = await trigger('true', {}, headers);
    const other = await triggerWith(client, 'hurried', body('true'), headers);
    expect(other.id).not.toBe(one.id);
    await Promise.all([one.id, other.id].map((id) => client.waitFor(id)));
  });
});

describe('what a run brings along', () => {
  test('arguments reach the command as they are', async () => {
    const args = ['plain', 'two words', "it's", '$HOME', '`id`', '', 'a\nb', '*'];
    const answer = await triggerWith(client, 'echo-args', { args });
    const { log } = await client.waitFor(answer.id);
    expect(log.split('\n').slice(1).join('\n')).toBe(`${args.map((word) => `<${word}>`).join('\n')}\n`);
  });

  test('a payload is a file that can be read and not written, and is gone with the run', async () => {
    const payload = { rows: Array.from({ length: 1000 }, (_, index) => ({ index, text: 'ü'.repeat(20) })) };
    const script =
      'cat "$ERRAND_PAYLOAD_FILE" | sha256sum; (echo x > "$ERRAND_PAYLOAD_FILE") 2>/dev/null || echo read-only';
    const { activity, log } = await run(script, { payload });
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
    expect(activity.result).toBe('success');
    expect(log).toContain(`${sha256}  -\nread-only\n`);
    const folder = join(server.home, 'payloads', 'shop');
    await expect.poll(() => (existsSync(folder) ? readdirSync(folder) : [])).toEqual([]);
  });

  test('a run without one has no ERRAND_PAYLOAD_FILE', async () => {
    expect((await run('echo "[$ERRAND_PAYLOAD_FILE]"')).log).toContain('[]\n');
  });

  test('a timeout of its own is kept', async () => {
    const { activity } = await run('exec sleep 60', { timeout: 1 });
    expect(activity.payload.outcome).toMatchObject({ kind: 'timed_out', timeoutSeconds: 1 });
  });
});

describe('retries', () => {
  test('are made after a pause until one succeeds, each in a fresh container, in one activity', async () => {
    const script =
      'echo "attempt $ERRAND_ATTEMPT"; ls /tmp | wc -l; touch /tmp/here; test "$ERRAND_ATTEMPT" = 3';
    const retries = { max: 4, backoff: { seconds: 0.2, factor: 2 } };
    const { activity, log } = await run(script, { retries });
    expect(activity.result).toBe('success');
    expect(log.match(/attempt \d\n0\n/g)).toEqual(['attempt 1\n0\n', 'attempt 2\n0\n', 'attempt 3\n0\n']);
    expect(log).toMatch(/failed with exit code 1; attempt 2 of 5 follows in 0.2 s\n/);
    expect(log).toMatch(/failed with exit code 1; attempt 3 of 5 follows in 0.4 s\n/);
    const { attempts } = await payloadOf(activity.id);
    expect(attempts).toMatchObject([
      { attempt: 1, outcome: { kind: 'failed', exit_code: 1 } },
      { attempt: 2, outcome: { kind: 'failed', exit_code: 1 } },
      { attempt: 3, outcome: { kind: 'succeeded', exit_code: 0 } },
    ]);
  });

  test('end with the outcome of the last', async () => {
    const { activity, log } = await run('exit 5', { retries: { max: 1, backoff: { seconds: 0 } } });
    expect(activity.payload.outcome).toMatchObject({ kind: 'failed', exit_code: 5 });
    expect(log).toMatch(
      /attempt 2 of 2 follows\n.*attempt 2 of 2\)\nTask script failed with exit code 5\n$/s,
    );
  });

  test('P14: follow an attempt that ran out of memory in a child only', async () => {
    const hungry = 'node -e "const k = []; for (;;) k.push(Buffer.alloc(16 * 1024 * 1024, 1))"';
    const script = `test "$ERRAND_ATTEMPT" = 2 && exit 0; ${hungry}; exit 0`;
    const { activity } = await run(script, { retries: { max: 1, backoff: { seconds: 0 } } });
    expect(activity.result).toBe('success');
    expect((await payloadOf(activity.id)).attempts).toMatchObject([
      { outcome: { kind: 'out_of_memory', exit_code: 0 } },
      { outcome: { kind: 'succeeded' } },
    ]);
  });

  test('end when the run is cancelled between two attempts', async () => {
    const { id } = await trigger('exit 1', { retries: { max: 3, backoff: { seconds: 600 } } });
    await untilLogged(client, id, 'attempt 2 of 4 follows');
    expect((await activityOf(client, id)).state).toBe('in_progress');
    await cancel(client, id);
    expect((await client.waitFor(id)).activity.payload.outcome?.kind).toBe('cancelled');
  });

  test('P1: without them a run that is lost never begins again; with them it does', async () => {
    const { id } = await trigger('test "$ERRAND_ATTEMPT" = 2 || exec sleep 60.75', {
      retries: { max: 1, backoff: { seconds: 0 } },
    });
    await untilState(client, id, 'in_progress');
    const { keeperOf } = await import('../support/run-traces.ts');
    await expect.poll(() => keeperOf('sleep 60.75')).toBeGreaterThan(0);
    process.kill(keeperOf('sleep 60.75'), 'SIGKILL');
    const { activity, log } = await client.waitFor(id);
    expect(activity.result).toBe('success');
    expect(log).toContain('attempt 2 of 2 follows');
  });

  test('go on after a kill -9 of the server during the pause', async () => {
    const { id } = await trigger('test "$ERRAND_ATTEMPT" = 2', {
      retries: { max: 1, backoff: { seconds: 1 } },
    });
    await untilLogged(client, id, 'attempt 2 of 2 follows');
    await server.kill('SIGKILL');
    await server.restart();
    expect((await client.waitFor(id)).activity.result).toBe('success');
  });
});

describe('a run that is to begin later', () => {
  test('waits so long, a restart of the server included', async () => {
    const from = Date.now();
    const { id } = await trigger('date +%s%3N', { delay: 3 });
    expect((await payloadOf(id)).queue).toMatchObject({ not_before: expect.any(String) });
    await server.kill('SIGKILL');
    await server.restart();
    expect((await activityOf(client, id)).state).toBe('pending');
    const { log } = await client.waitFor(id);
    expect(Number(log.split('\n')[1])).toBeGreaterThanOrEqual(from + 3000);
  });

  test('is cancelled at once', async () => {
    const { id } = await trigger('true', { delay: 600 });
    expect((await cancel(client, id)).status).toBe(202);
    const { activity } = await client.waitFor(id);
    expect(activity).toMatchObject({ state: 'cancelled', timings: { start: 0, execute: 0 } });
  });
});

describe('the queue', () => {
  const full = async () => {
    const runs = await Promise.all([1, 2, 3].map(() => trigger('echo begun; exec sleep 60')));
    for (const { id } of runs) await untilLogged(client, id, 'begun');
    const end = async (ended: typeof runs) => {
      for (const { id } of ended) await cancel(client, id);
      for (const { id } of ended) await client.waitFor(id);
    };
    return { releaseOne: () => end(runs.splice(0, 1)), release: () => end(runs) };
  };

  test('tells position and expected wait, lets runs expire, rejects, and prefers priority', async () => {
    const { releaseOne, release } = await full();
    const first = await trigger('date +%s%N');
    const second = await trigger('date +%s%N', { priority: 7 });
    const short = await trigger('true', { expires: 1 });
    expect((await payloadOf(second.id)).queue).toMatchObject({ position: 1, priority: 7 });
    expect((await payloadOf(first.id)).queue).toMatchObject({
      position: 2,
      expected_wait_seconds: expect.any(Number),
    });
    const rejected = await trigger('true', { on_limit: 'reject' });
    expect(rejected.status).toBe(429);
    expect(Number(rejected.headers.get('retry-after'))).toBeGreaterThan(0);
    const expired = await client.waitFor(short.id);
    expect(expired.activity).toMatchObject({ state: 'cancelled', payload: { outcome: { kind: 'expired' } } });
    expect(expired.log).toBe('Task script expired: it could not begin in time\n');
    // With one place, the two come one after the other.
    await releaseOne();
    const began = async (id: string) => Number((await client.waitFor(id)).log.split('\n')[1]);
    expect(await began(second.id)).toBeLessThan(await began(first.id));
    await release();
    expect((await trigger('true', { on_limit: 'reject' })).status).toBe(202);
  });

  test('takes its limits from the API, for the environment and for a task', async () => {
    const path = '/projects/shop/environments/main/queue';
    const patch = (body: object) => client.api(path, { method: 'PATCH', body: JSON.stringify(body) });
    expect((await patch({ tasks: { script: 1 } })).status).toBe(200);
    const [one, two] = [await trigger('echo begun; exec sleep 60'), await trigger('echo begun')];
    await untilLogged(client, one.id, 'begun');
    const other = await triggerWith(client, 'hurried', body('echo passed'));
    expect((await client.waitFor(other.id)).activity.result).toBe('success');
    expect((await activityOf(client, two.id)).state).toBe('pending');
    const shown = (await (await client.api(path)).json()) as object;
    expect(shown).toEqual({ runs_at_once: 3, tasks: { script: 1 }, waiting: 1, executing: 1 });
    expect((await patch({ tasks: { script: null } })).status).toBe(200);
    expect((await client.waitFor(two.id)).log).toContain('begun\n');
    expect((await patch({ runs_at_once: 1 })).status).toBe(200);
    expect((await trigger('true', { on_limit: 'reject' })).status).toBe(429);
    await cancel(client, one.id);
    await client.waitFor(one.id);
    await patch({ runs_at_once: null });
  });
});

describe('a trigger that is wrong', () => {
  test.each([
    [{ priorty: 1 }, 'did you mean "priority"?'],
    [{ retries: { max: 1, backof: {} } }, 'did you mean "backoff"?'],
    [{ retries: 99 }, '10'],
    [{ timeout: 0 }, 'timeout'],
    [{ delay: -1 }, 'delay'],
    [{ args: 'one' }, 'args'],
    [{ args: ['a\0b'] }, 'NUL'],
    [{ on_limit: 'explode' }, 'on_limit'],
    [{ on_limit: 'reject', delay: 5 }, 'begins at once'],
    [{ payload: 'x'.repeat(10 * 1024 * 1024) }, '10485760 bytes'],
  ])('is told what is wrong', async (options, words) => {
    const answer = await trigger('true', options);
    expect([400, 413]).toContain(answer.status);
    expect(answer.message).toContain(words);
  });

  test('a key with a blank in it is refused', async () => {
    expect((await trigger('true', {}, { 'idempotency-key': 'a b' })).status).toBe(400);
  });
});
