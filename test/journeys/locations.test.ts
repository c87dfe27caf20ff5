import { execFileSync } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;

const config = (socketFamily: string) => `
applications:
  web:
    type: "nodejs:26"
    hooks:
      build: |
        ln -s ../private/secret.txt public/link-inside.txt
        ln -s /etc/passwd public/link-absolute.txt
        ln -s ../../../../etc/passwd public/link-above.txt
        ln -s index.html public/link.html
    web:
      commands: { start: node server.mjs }
      upstream: { socket_family: ${socketFamily} }
      locations:
        "/": { root: public, passthru: true, index: [index.html, index.php], expires: 5m }
        "/assets":
          root: build
          allow: false
          headers: { X-Asset: "yes" }
          rules: { "[.]css$": { expires: 1w }, "[.]map$": { allow: false }, "[.]PHP$": { expires: 1w } }
        "/upload":
          passthru: true
          request_buffering: { enabled: true, max_request_size: 1k }
        "/broken":
          passthru: true
          request_buffering: { enabled: true, max_request_size: 10m }
tasks:
  call:
    type: "nodejs:26"
    relationships: { app: "web:http" }
    run: { command: 'curl -sS "$APP_URL/assets/site.css"; curl -sS "$APP_URL/who"' }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

const program = `
import { createServer } from 'node:http';
createServer(async (request, response) => {
  if (request.url.startsWith('/broken')) return request.socket.destroy();
  let size = 0;
  for await (const chunk of request) size += chunk.length;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  response.end(JSON.stringify({ application: request.url, method: request.method, size, length, encoding }));
}).listen(process.env.SOCKET ?? process.env.PORT);
`;

const files = (socketFamily: string) => ({
  '.upsun/config.yaml': config(socketFamily),
  'server.mjs': program,
  'public/index.html': '<h1>home</h1>',
  'public/docs/index.html': '<h1>docs</h1>',
  'public/empty/.keep': '',
  'public/a b.txt': 'spaced',
  'private/secret.txt': 'secret',
  'public/page.php': '<?php $password = "in the source";',
  'public/old/index.php': '<?php $password = "in the source";',
  'build/admin.PHP': '<?php $password = "in the source";',
  'build/site.css': 'body {}',
  'build/site.map': 'map',
  'build/site.txt': 'text',
});

beforeAll(async () => {
  server = await openServer();
  expect((await server.deploy(files('tcp'))).activity.result).toBe('success');
});
afterAll(() => server[Symbol.asyncDispose]());

const get = async (path: string) => {
  const { status, text, headers } = await server.visit(path);
  return { status, text, headers };
};
const fromApplication = (path: string) => expect.stringContaining(`"application":"${path}"`);

describe('files of a location', () => {
  test('are served, an index for a folder, with how long they may be kept', async () => {
    expect(await get('/')).toMatchObject({
      status: 200,
      text: '<h1>home</h1>',
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=300' },
    });
    expect((await get('/docs/')).text).toBe('<h1>docs</h1>');
    expect(await get('/docs?x=1')).toMatchObject({ status: 301, headers: { location: '/docs/?x=1' } });
    expect((await get('/a%20b.txt')).text).toBe('spaced');
    expect((await get('/link.html')).text).toBe('<h1>home</h1>');
  });

  test('are not sent again to who has them, and in pieces to who asks for a piece', async () => {
    const { headers } = await get('/');
    const same = await server.visit('/', { headers: { 'if-none-match': headers.etag ?? '' } });
    expect(same.status).toBe(304);
    const piece = await server.visit('/', { headers: { range: 'bytes=4-7' } });
    expect([piece.status, piece.text]).toEqual([206, 'home']);
  });

  test('leave to the application what is none', async () => {
    expect((await get('/nothing?x=1')).text).toEqual(fromApplication('/nothing?x=1'));
    expect((await get('/empty/')).text).toEqual(fromApplication('/empty/'));
    expect((await server.visit('/', { method: 'POST', body: 'x' })).text).toEqual(fromApplication('/'));
  });

  test('are those that a rule allows, where the location allows none', async () => {
    expect(await get('/assets/site.css')).toMatchObject({
      status: 200,
      text: 'body {}',
      headers: { 'cache-control': 'max-age=604800', 'x-asset': 'yes' },
    });
    expect((await get('/assets/site.map')).status).toBe(403);
    expect((await get('/assets/site.txt')).status).toBe(403);
    expect((await get('/assets/nothing.css')).status).toBe(404);
  });

  test('are never outside the application’s folder, by no link, no dots and no encoding', async () => {
    for (const path of ['/link-absolute.txt', '/link-above.txt'])
      expect((await get(path)).text, path).toEqual(fromApplication(path));
    for (const path of [
      '/../private/secret.txt',
      '/%2e%2e/private/secret.txt',
      '/..%2fprivate%2fsecret.txt',
      '/x%00',
    ])
      expect((await get(path)).status, path).toBe(400);
    expect((await get('/assets/..%2f..%2fprivate/secret.txt')).status).toBe(400);
    expect((await get('/docs/%2e%2e/link-above.txt')).text).not.toContain('root:');
    // Inside the application's folder a link leads where it leads, as in the original.
    expect((await get('/link-inside.txt')).text).toBe('secret');
  });

  test('that are scripts are never shown: the application answers, or nobody', async () => {
    for (const path of ['/page.php', '/page%2Ephp', '/old/', '/old/index.php'])
      expect((await get(path)).text, path).toEqual(fromApplication(path));
    expect(await get('/assets/admin.PHP')).toMatchObject({
      status: 403,
      text: expect.stringContaining('is a script'),
    });
  });

  test('are what a relationship gives too', async () => {
    const { log } = await server.run('call');
    expect(log).toContain('body {}{"application":"/who"');
  });
});

describe('a body', () => {
  test('larger than the location takes is refused before the application sees it', async () => {
    expect((await server.visit('/upload', { method: 'POST', body: 'x'.repeat(2000) })).status).toBe(413);
    expect((await server.visit('/upload', { method: 'POST', body: 'x'.repeat(1000) })).text).toContain(
      '"size":1000',
    );
  });

  test('of unknown length is taken in whole', async () => {
    expect(await chunked(500)).toMatchObject({
      status: 200,
      text: expect.stringContaining('"length":"500"'),
    });
    expect(await chunked(3000)).toMatchObject({ status: 413 });
  });

  // Node.js ends the process over a file that nobody closed.
  test('that the application does not read to its end leaves no file open', async () => {
    expect(await chunked(3_000_000, '/broken')).toMatchObject({ status: 502 });
    await expect.poll(() => openFiles('errand-body')).toBe(0);
  });
});

test('an application may listen on a socket file', async () => {
  const { activity, log } = await server.deploy(files('unix'));
  expect([activity.result, log]).toEqual(['success', expect.any(String)]);
  expect((await get('/who')).text).toEqual(fromApplication('/who'));
  expect((await get('/')).text).toBe('<h1>home</h1>');
});

test('no descriptor is left behind', async () => {
  for (let round = 0; round < 20; round++)
    await Promise.all([get('/'), get('/docs'), get('/assets/site.txt')]);
  expect(openFiles('public')).toBe(0);
});

/** Descriptors of this process whose path has the word. */
function openFiles(word: string): number {
  const look = `ls -l /proc/${process.pid}/fd | grep -c ${word} || true`;
  return Number(execFileSync('sh', ['-c', look], { encoding: 'utf8' }));
}

/** A body without a length, in pieces of 500 bytes. */
function chunked(bytes: number, path = '/upload'): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { host: `${server.hostOf()}:${server.port}` };
  const sent = httpRequest({
    hostname: '127.0.0.1',
    port: server.port,
    path,
    method: 'POST',
    headers,
  });
  sent.once('error', reject);
  sent.once('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.once('close', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  for (let written = 0; written < bytes; written += 500) sent.write('x'.repeat(500));
  sent.end();
  return promise;
}
