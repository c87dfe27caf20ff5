import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;

const version = /PHP (\d+\.\d+)/.exec(execFileSync('php', ['--version'], { encoding: 'utf8' }))?.[1] ?? '';

const config = (socketFamily: string) => `
applications:
  web:
    type: "php:${version}"
    variables: { env: { GREETING: hello } }
    mounts: { uploads: { source: storage } }
    web:
      upstream: { socket_family: ${socketFamily} }
      locations:
        "/": { root: public, passthru: /front.php, index: [index.php], expires: 5m }
        "/static": { root: static, scripts: false }
        "/uploads": { root: uploads, scripts: false, passthru: false }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

const front = `<?php
header('Content-Type: application/json');
header('X-Runs: php');
echo json_encode(['front' => $_SERVER['REQUEST_URI'], 'method' => $_SERVER['REQUEST_METHOD'],
  'get' => $_GET, 'post' => $_POST, 'size' => strlen(file_get_contents('php://input')),
  'greeting' => getenv('GREETING'), 'ip' => $_SERVER['REMOTE_ADDR'], 'host' => $_SERVER['HTTP_HOST']]);
`;
const files = (socketFamily: string) => ({
  '.upsun/config.yaml': config(socketFamily),
  'public/front.php': front,
  'public/index.php': '<?php echo "the index ", $_SERVER["SCRIPT_NAME"], " ", PHP_SAPI;',
  'public/sub/index.php': '<?php echo "below ", $_SERVER["SCRIPT_NAME"];',
  'public/info.php': '<?php echo "path ", $_SERVER["PATH_INFO"] ?? "none";',
  'public/away.php': '<?php http_response_code(303); header("Location: /there");',
  'public/broken.php': '<?php fail_of_the_script();',
  'public/long.php': '<?php for ($n = 0; $n < 3000; $n++) echo str_repeat("x", 1000);',
  'public/slow.php': '<?php echo "first"; flush(); usleep(700000); echo "second";',
  'public/site.css': 'body {}',
  'static/page.php': '<?php $password = "in the source";',
});

beforeAll(async () => {
  server = await openServer();
  const { activity, log } = await server.deploy(files('tcp'));
  expect([activity.result, log]).toEqual(['success', expect.any(String)]);
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const json = async (path: string, options = {}) => JSON.parse((await server.visit(path, options)).text);

describe('a PHP application without a command of its own', () => {
  test('runs its scripts, and gets what is no file by its passthru', async () => {
    expect((await server.visit('/')).text).toBe('the index /index.php fpm-fcgi');
    expect((await server.visit('/sub/')).text).toBe('below /sub/index.php');
    expect((await server.visit('/info.php/news/1?x=2')).text).toBe('path /news/1');
    const answer = await server.visit('/news/1?page=2');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-runs': 'php' });
    expect(JSON.parse(answer.text)).toMatchObject({
      front: '/news/1?page=2',
      get: { page: '2' },
      greeting: 'hello',
      ip: '127.0.0.1',
      host: `${server.hostOf()}:${server.port}`,
    });
  });

  test('gets bodies, large ones and those of unknown length', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await json('/form', { method: 'POST', body: 'name=Ada', headers })).toMatchObject({
      method: 'POST',
      post: { name: 'Ada' },
    });
    const body = 'x'.repeat(3_000_000);
    const plain = { 'content-type': 'text/plain' };
    expect(await json('/large', { method: 'PUT', body, headers: plain })).toMatchObject({ size: 3_000_000 });
    const host = `${server.hostOf()}:${server.port}`;
    const sent = httpRequest({
      port: server.port,
      path: '/chunked',
      method: 'PUT',
      headers: { host, ...plain },
      agent: false,
    });
    for (let n = 0; n < 10; n++) sent.write('x'.repeat(1000));
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response))).toMatchObject({ size: 10_000 });
  });

  test('answers with status and headers of its own, and with as much as it likes', async () => {
    expect(await server.visit('/away.php')).toMatchObject({ status: 303, headers: { location: '/there' } });
    expect((await server.visit('/broken.php')).status).toBe(500);
    expect((await server.visit('/long.php')).text.length).toBe(3_000_000);
    expect((await server.visit('/slow.php')).text).toBe('firstsecond');
  });

  test('serves files beside them, and never shows a script', async () => {
    expect(await server.visit('/site.css')).toMatchObject({
      text: 'body {}',
      headers: { 'cache-control': 'max-age=300' },
    });
    const shown = await server.visit('/static/page.php');
    expect([shown.status, shown.text]).toEqual([403, expect.not.stringContaining('password')]);
    for (const path of ['/front.php%00.css', '/../public/front.php', '/site.css/x.php'])
      expect((await server.visit(path)).text, path).not.toContain('<?php');
  });

  test('loses no request to a deploy, and may listen on a socket file', async () => {
    const slow = server.visit('/slow.php');
    const { activity, log } = await server.deploy(files('unix'));
    expect([activity.result, log]).toEqual(['success', expect.any(String)]);
    expect((await slow).text).toBe('firstsecond');
    expect((await server.visit('/')).text).toBe('the index /index.php fpm-fcgi');
  });
});
