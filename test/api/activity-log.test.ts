import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LogItem } from '../../src/activity/log/log-entry.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { runningLog as log, openRunning } from './running-log.ts';
import { aFinishedActivity } from './sample-activity.ts';
import { openTestApi } from './test-api.ts';

/** Opens a log over a real connection, as soon as its head is there. */
async function connect(base: string, path: string, authorization: string): Promise<IncomingMessage> {
  const request = get(base + path, { headers: { authorization }, agent: false });
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('no response');
  return response;
}

async function nextText(response: IncomingMessage): Promise<string> {
  for (;;) {
    const chunk: Buffer | null = response.read();
    if (chunk !== null) return chunk.toString();
    await once(response, 'readable');
  }
}

function messages(text: string): readonly unknown[] {
  const items = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return items.map(({ _id, data, seal }) => (seal === true ? [_id, 'sealed'] : [_id, data.message]));
}

describe('a log that is over', () => {
  test.each([
    [
      '',
      [
        [0, 'one\n'],
        [1, 'two\n'],
        [2, 'three\n'],
        [3, 'sealed'],
      ],
    ],
    [
      '?start_at=2',
      [
        [2, 'three\n'],
        [3, 'sealed'],
      ],
    ],
    ['?start_at=1&max_items=1', [[1, 'two\n']]],
    [
      '?start_at=0&max_items=0&max_delay=-1',
      [
        [0, 'one\n'],
        [1, 'two\n'],
        [2, 'three\n'],
        [3, 'sealed'],
      ],
    ],
  ])('is given for %j as a line of JSON for each entry', async (query, expected) => {
    const { api, bearer, finish } = await openRunning();
    await finish();
    for (const path of [log, '/projects/shop/environments/main/activities/run/log']) {
      const answer = await api.inject({ url: path + query, headers: { authorization: await bearer() } });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-json-stream']);
      expect(messages(answer.body)).toEqual(expected);
    }
  });

  test('of an activity without output is the seal', async () => {
    const { api, bearer, store } = await openTestApi();
    await insertActivity(store.db, aFinishedActivity({ id: 'run' }));
    const answer = await api.inject({ url: log, headers: { authorization: await bearer() } });
    expect(answer.body).toBe('{"_id":0,"seal":true}\n');
  });
});

describe('a log that goes on', () => {
  test.each(['0', '-1', '0.05'])('is given as far as it is with max_delay=%s', async (seconds) => {
    const { api, bearer } = await openRunning();
    const answer = await api.inject({
      url: `${log}?max_delay=${seconds}`,
      headers: { authorization: await bearer() },
    });
    expect(messages(answer.body)).toEqual([
      [0, 'one\n'],
      [1, 'two\n'],
      [2, 'three\n'],
    ]);
  });

  test('is followed line by line to its seal', async () => {
    const { listen, bearer, logs, finish } = await openRunning();
    const response = await connect(await listen(), `${log}?start_at=2`, await bearer());
    expect(messages(await nextText(response))).toEqual([[2, 'three\n']]);
    logs.append('shop', 'run', 'four');
    expect(messages(await nextText(response))).toEqual([[3, 'four\n']]);
    await finish();
    expect(messages(await nextText(response))).toEqual([[4, 'sealed']]);
    await once(response.resume(), 'end');
  });

  test('answers with its head before there is a line', async () => {
    const { listen, bearer } = await openRunning();
    const response = await connect(await listen(), `${log}?start_at=3`, await bearer());
    expect(response.statusCode).toBe(200);
    expect(response.headers['x-request-id']).toBeDefined();
    response.destroy();
  });

  test('answers HEAD at once', async () => {
    const { api, bearer } = await openRunning();
    const answer = await api.inject({ method: 'HEAD', url: log, headers: { authorization: await bearer() } });
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'application/x-json-stream',
      '',
    ]);
  });

  test('ends for its followers when the server closes', async () => {
    const { api, listen, bearer } = await openRunning();
    const response = await connect(await listen(), log, await bearer());
    await nextText(response);
    const [ended] = await Promise.all([once(response.resume(), 'end'), api.close()]);
    expect(ended).toEqual([]);
  });
});

describe('a log as server-sent events', () => {
  const accept = 'text/event-stream';

  test('has the id of each entry, and an event of its own for the seal', async () => {
    const { api, bearer, finish } = await openRunning();
    await finish();
    const headers = { authorization: await bearer(), accept: `${accept}; q=0.9, */*` };
    const answer = await api.inject({ url: `${log}?start_at=2`, headers });
    expect([answer.statusCode, answer.headers['content-type'], answer.headers.vary]).toEqual([
      200,
      accept,
      'accept',
    ]);
    const [retry, entry, seal, end] = answer.body.split('\n\n');
    expect(retry).toBe('retry: 1000');
    expect(entry).toMatch(
      /^id: 2\ndata: \{"_id":2,"data":\{"timestamp":"[^"]+","message":"three\\n","stream":"stdout"\}\}$/,
    );
    expect(seal).toBe('id: sealed\nevent: seal\ndata: {"_id":3,"seal":true}');
    expect(end).toBe('');
  });

  test('goes on after the last event that a client has, and tells it not to come back after the seal', async () => {
    const { api, bearer, finish } = await openRunning();
    await finish();
    const authorization = await bearer();
    const comeBack = (id: string) =>
      api.inject({ url: log, headers: { authorization, accept, 'last-event-id': id } });
    expect((await comeBack('1')).body).toMatch(/^retry: 1000\n\nid: 2\n/);
    expect((await comeBack('nonsense')).body).toMatch(/^retry: 1000\n\nid: 0\n/);
    const sealed = await comeBack('sealed');
    expect([sealed.statusCode, sealed.body]).toEqual([204, '']);
  });

  test('P15: has a heartbeat while nothing is printed', async () => {
    const { listen, bearer } = await openRunning();
    const address = await listen();
    const authorization = await bearer();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const request = get(address + log, { headers: { authorization, accept }, agent: false });
    const [response]: IncomingMessage[] = await once(request, 'response');
    if (response === undefined) throw new Error('no response');
    let text = '';
    response.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    await expect.poll(() => text).toContain('three');
    vi.advanceTimersByTime(16_000);
    await expect.poll(() => text).toMatch(/\n\n: still here\n\n$/);
    response.destroy();
  });
});

describe('the reader of a log', () => {
  /** A room whose log never ends: `signals` has one for each reader, `given` counts batches. */
  async function openEndless(item: LogItem, pauseMilliseconds: number) {
    const seen = { signals: [] as AbortSignal[], given: 0, ended: Promise.withResolvers<void>() };
    async function* read(signal?: AbortSignal): AsyncGenerator<readonly LogItem[]> {
      if (signal !== undefined) seen.signals.push(signal);
      try {
        while (!signal?.aborted) {
          seen.given += 1;
          yield [item];
          await delay(pauseMilliseconds);
        }
      } finally {
        seen.ended.resolve();
      }
    }
    const opened = await openRunning({
      change: (rooms) => ({
        ...rooms,
        logs: { ...rooms.logs, read: (_project, _id, { signal }) => read(signal) },
      }),
    });
    return { ...opened, seen };
  }

  const entry = (message: string): LogItem => ({
    id: 0,
    timestamp: '2026-08-01T10:00:00.000000+00:00',
    message,
    stream: 'stdout',
  });

  test('is stopped when the client leaves (P16: and nothing else is)', async () => {
    const { listen, bearer, seen, asked } = await openEndless(entry('x\n'), 5);
    const response = await connect(await listen(), log, await bearer());
    await nextText(response);
    expect(seen.signals[0]?.aborted).toBe(false);
    response.destroy();
    await seen.ended.promise;
    expect(seen.signals[0]?.aborted).toBe(true);
    expect(asked.cancelledRuns).toEqual([]);
  });

  test('waits for a client that reads slowly, and stops when it leaves', async () => {
    const { listen, bearer, seen } = await openEndless(entry('x'.repeat(1_000_000)), 0);
    const response = await connect(await listen(), log, await bearer());
    const givenInAWhile = async () => {
      const before = seen.given;
      await delay(300);
      return seen.given - before;
    };
    await expect.poll(givenInAWhile).toBe(0);
    expect(seen.given).toBeLessThan(50);
    await nextText(response);
    response.destroy();
    await seen.ended.promise;
  });

  test('that fails midway breaks the answer off', async () => {
    const { listen, bearer } = await openRunning({
      change: (rooms) => ({
        ...rooms,
        logs: {
          ...rooms.logs,
          read: async function* () {
            yield [entry('x\n')];
            throw new Error('the disk is gone');
          },
        },
      }),
    });
    const response = await connect(await listen(), log, await bearer());
    await expect(once(response.resume(), 'end')).rejects.toThrow('aborted');
  });
});

test.each(['count=5', 'start_at=-1', 'start_at=x', 'max_items=1.5', 'max_delay=-2', 'max_delay=soon'])(
  'a log is refused with %s',
  async (query) => {
    const { ask } = await openRunning();
    const { status, body } = await ask(`${log}?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: 'request_invalid',
      message: expect.stringContaining(query.split('=')[0] ?? ''),
    });
  },
);
