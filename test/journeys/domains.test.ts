import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';

let server: CliServer;

const application = `
require('node:http').createServer((request, response) => {
  const routes = JSON.parse(Buffer.from(process.env.PLATFORM_ROUTES, 'base64'));
  response.end(JSON.stringify({ path: request.url, routes: Object.keys(routes) }));
}).listen(process.env.PORT);
`;
const config = `
applications:
  web:
    type: "nodejs:26"
    web: { commands: { start: node server.cjs } }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
  "https://www.{all}/": { type: redirect, to: "https://{default}/" }
`;
const files = { '.upsun/config.yaml': config, 'server.cjs': application };

beforeAll(async () => {
  server = await openCliServer();
  const { activity, log } = await server.client.deploy(files);
  if (activity.result !== 'success') throw new Error(log);
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

async function visit(host: string): Promise<{ status: number; location: string | undefined; text: string }> {
  const sent = request({
    host: '127.0.0.1',
    port: server.port,
    path: '/page',
    headers: { host: `${host}:${server.port}` },
    agent: false,
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    text: await text(response),
  };
}

async function errand(...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await server.errand(...words, '--project', 'shop');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout + stderr;
}

describe('a domain', () => {
  test('is what {default} and {all} stand for, also for PLATFORM_ROUTES', async () => {
    expect((await visit('shop.example.com')).status).not.toBe(200);
    expect(await errand('domain:add', 'shop.example.com')).toContain(
      'shop.example.com leads to project shop',
    );
    await errand('domain:add', 'shop.example.org');
    const answer = await visit('shop.example.com');
    const origin = `http://shop.example.com:${server.port}/`;
    const page = `${origin}page`;
    expect(answer.status).toBe(200);
    expect((JSON.parse(answer.text) as { routes: readonly string[] }).routes).toContain(origin);
    for (const host of ['www.shop.example.com', 'www.shop.example.org'])
      expect(await visit(host)).toMatchObject({ status: 301, location: page });
    expect((await visit('main--shop.localhost')).status).toBe(200);
  });

  test('becomes the default one, outlives a restart, and goes', async () => {
    await errand('domain:update', 'shop.example.org', '--default');
    expect(await errand('domain:list')).toMatch(/shop\.example\.org +yes/);
    expect(await errand('domain:get', 'shop.example.com')).toMatch(/is_default +false/);
    await server.kill('SIGTERM');
    await server.restart();
    const { status, location } = await visit('www.shop.example.com');
    expect([status, location]).toEqual([301, `http://shop.example.org:${server.port}/page`]);
    await errand('domain:delete', 'shop.example.org');
    expect((await visit('shop.example.org')).status).not.toBe(200);
    expect((await visit('shop.example.com')).status).toBe(200);
  });
});
