import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { sendArtifact } from '../../src/api/send-artifact.ts';

async function largeFile() {
  const folder = await mkdtemp(join(tmpdir(), 'errand-artifact-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const location = join(folder, 'large');
  await writeFile(location, Buffer.alloc(16 * 1024 * 1024));
  return location;
}

function timesOpen(location: string): number {
  return readdirSync('/proc/self/fd').filter((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`) === location;
    } catch {
      return false;
    }
  }).length;
}

it.each([
  ['before its answer begins', 1, false],
  ['while its answer is sent', 1, true],
  ['before the turn of a second answer comes', 2, true],
  ['before two answers begin', 2, false],
])('a file is closed where the client leaves %s', async (_, requests, isBegun) => {
  const location = await largeFile();
  const begin = Promise.withResolvers<void>();
  const answers = { asked: 0, begun: 0 };
  const api = fastify({ forceCloseConnections: true });
  onTestFinished(() => api.close());
  api.get('/file', async (request, reply) => {
    answers.asked += 1;
    await begin.promise;
    answers.begun += 1;
    return sendArtifact({ location, path: 'large', bytes: 0, modifiedAt: new Date() }, request, reply);
  });
  await api.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((api.server.address() as AddressInfo).port, '127.0.0.1').on(
    'error',
    () => undefined,
  );
  socket.pause().write('GET /file HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(requests));
  await expect.poll(() => answers.asked).toBe(requests);
  if (isBegun) {
    begin.resolve();
    await expect.poll(() => timesOpen(location)).toBe(requests);
  }
  socket.destroy();
  await delay(50);
  begin.resolve();
  await expect.poll(() => answers.begun).toBe(requests);
  await delay(50);
  await expect.poll(() => timesOpen(location)).toBe(0);
});
