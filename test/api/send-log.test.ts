import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogItem } from '../../src/activity/log/log-entry.ts';
import { eventStream, jsonLines, type LogForm } from '../../src/activity/log/wire.ts';
import { sendLog } from '../../src/api/send-log.ts';

const forms: readonly [string, LogForm][] = [
  ['lines', jsonLines],
  ['events', eventStream],
];

/** A server of one log that goes on; each answer begins when it is let. */
async function openFollowed(form: LogForm, read: () => AsyncIterable<readonly LogItem[]>) {
  const begin = Promise.withResolvers<void>();
  const answers = { asked: 0, begun: 0, over: 0 };
  const api = fastify({ forceCloseConnections: true });
  onTestFinished(() => api.close());
  const closing = new AbortController().signal;
  api.get('/log', async (_, reply) => {
    answers.asked += 1;
    await begin.promise;
    answers.begun += 1;
    await sendLog({ reply, closing, form, read });
    answers.over += 1;
    return reply;
  });
  await api.listen({ port: 0, host: '127.0.0.1' });
  const { port } = api.server.address() as AddressInfo;
  const ask = async (times: number) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /log HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(times));
    await expect.poll(() => answers.asked).toBe(times);
    return socket;
  };
  return { answers, ask, begin: begin.resolve };
}

async function* endless(): AsyncGenerator<readonly LogItem[]> {
  for (let id = 0; ; id += 1) {
    yield [{ id, timestamp: '2026-08-01T10:00:00Z', stream: 'stdout', message: 'x'.repeat(60_000) }];
    await new Promise(setImmediate);
  }
}

describe.each(forms)('a follower of a log, as %s', (_, form) => {
  it.each([
    ['the answer began', 1],
    ['its turn on the connection came', 2],
  ])('is released where its client left before %s', async (_moment, requests) => {
    const { answers, ask, begin } = await openFollowed(form, endless);
    const socket = await ask(requests);
    socket.destroy();
    await once(socket, 'close');
    await new Promise((resolve) => setTimeout(resolve, 50));
    begin();
    await expect.poll(() => answers).toEqual({ asked: requests, begun: requests, over: requests });
  });

  it('is released where its client leaves while much is on its way', async () => {
    const { answers, ask, begin } = await openFollowed(form, endless);
    const socket = await ask(1);
    socket.pause();
    begin();
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    await expect.poll(() => answers).toEqual({ asked: 1, begun: 1, over: 1 });
  });
});
