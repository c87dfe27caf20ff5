import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveGit } from '../../../src/source/git-http/backend.ts';

const receiver = { check: () => Promise.resolve(null), received: () => Promise.resolve() };

/** A repository with one commit of some megabytes, and what a client asks to have all of it. */
function largeRepository() {
  const repository = mkdtempSync(join(tmpdir(), 'errand-git-'));
  onTestFinished(() => rmSync(repository, { recursive: true, force: true }));
  const git = (...words: string[]) => execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' });
  git('init', '--quiet');
  writeFileSync(join(repository, 'large'), randomBytes(16 * 1024 * 1024));
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--message=large');
  const want = `want ${git('rev-parse', 'HEAD').trim()} no-progress ofs-delta\n`;
  const length = (want.length + 4).toString(16).padStart(4, '0');
  return { repository, body: `${length}${want}00000009done\n` };
}

/** A server whose answers begin when they are let. */
async function openGit(repository: string) {
  const begin = Promise.withResolvers<void>();
  const answers = { asked: 0, over: 0 };
  const server = createServer(async (request, response) => {
    answers.asked += 1;
    await begin.promise;
    const { headers, method = '' } = request;
    const asked = { path: '/git-upload-pack', method, query: '', headers, body: request, user: 'ada' };
    await serveGit({ repository, hooks: '/nowhere' }, asked, response, receiver);
    answers.over += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { answers, begin: begin.resolve, port: (server.address() as AddressInfo).port };
}

async function ask(port: number, body: string) {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const type = 'application/x-git-upload-pack-request';
  socket.write(
    `POST /git-upload-pack HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

describe('the answer to a fetch', () => {
  it('ends where the client left before it began', async () => {
    const { repository, body } = largeRepository();
    const { answers, begin, port } = await openGit(repository);
    const socket = await ask(port, body);
    await expect.poll(() => answers.asked).toBe(1);
    socket.destroy();
    await delay(50);
    begin();
    await expect.poll(() => answers.over).toBe(1);
  });

  it('ends where the client leaves and has not taken all', async () => {
    const { repository, body } = largeRepository();
    const { answers, begin, port } = await openGit(repository);
    begin();
    const socket = await ask(port, body);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString('latin1')).toContain('200 OK');
    socket.pause();
    await delay(500);
    socket.destroy();
    await expect.poll(() => answers.over).toBe(1);
  });
});
