import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectTo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runningLog as log, openRunning } from './running-log.ts';

/** Opens the log over a real connection, as soon as its head is there. */
async function connect(base: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(get(base + log, { headers, agent: false }), 'response');
  if (response === undefined) throw new Error('no response');
  return response;
}

/** All that the server says to two requests that come together, the second of which is for the log. */
async function rawFollower(base: string, version: string, authorization: string): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connectTo({ host: hostname, port: Number(port) });
  const ask = (path: string, rest: string) =>
    `GET ${path} ${version}\r\nhost: x\r\nauthorization: ${authorization}\r\n${rest}\r\n`;
  socket.write(
    version === 'HTTP/1.0' ? ask(log, '') : ask('/health', '') + ask(log, 'connection: close\r\n'),
  );
  return text(socket);
}

describe('a log with many followers', () => {
  test('comes to every follower whole: as JSON, as events, over HTTP/1.0 and behind another answer', async () => {
    const { listen, bearer, logs, finish } = await openRunning();
    const base = await listen();
    const authorization = await bearer();
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index} zażółć`);
    const events = { accept: 'text/event-stream' };
    const answers = [
      await connect(base, { authorization }),
      await connect(base, { authorization, ...events }),
      await connect(base, { authorization }),
    ];
    const bare = [rawFollower(base, 'HTTP/1.0', authorization), rawFollower(base, 'HTTP/1.1', authorization)];
    const texts = Promise.all(answers.map((answer) => text(answer)));
    for (const line of lines) {
      logs.append('shop', 'run', line);
      await delay(1);
    }
    await finish();
    const wanted = ['one', 'two', 'three', ...lines];
    const [json, sse, again] = await texts;
    expect(again).toBe(json);
    const items = (json ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(items.map(({ data, seal }) => seal ?? data.message)).toEqual([
      ...wanted.map((line) => `${line}\n`),
      true,
    ]);
    const data = (sse ?? '').split('\n').filter((line) => line.startsWith('data: '));
    expect(data.map((line) => line.slice(6)).join('\n')).toBe(json?.trimEnd());
    for (const raw of await Promise.all(bare)) expect(raw.match(/line \d+ za/g)).toHaveLength(50);
    expect((await bare[0])?.endsWith('"seal":true}\n')).toBe(true);
    expect((await bare[1])?.startsWith('HTTP/1.1 200')).toBe(true);
  });

  test('a client that stops reading holds up no other, and has every line when it goes on', async () => {
    const { listen, bearer, logs, finish } = await openRunning();
    const base = await listen();
    const authorization = await bearer();
    const [stuck, quick] = [await connect(base, { authorization }), await connect(base, { authorization })];
    stuck.pause();
    const read = text(quick);
    // More than the sockets in between hold.
    const long = 'x'.repeat(60_000);
    for (let index = 0; index < 300; index += 1) {
      logs.append('shop', 'run', `${index} ${long}`);
      if (index % 10 === 0) await delay(1);
    }
    await finish();
    const whole = await read;
    expect(whole.match(/"message":"\d+ x/g)).toHaveLength(300);
    expect(await text(stuck)).toBe(whole);
  });
});
