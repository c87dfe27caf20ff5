import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentsProject } from '../support/agents-project.ts';
import type { Client } from '../support/client.ts';
import { begin, cancel, until, untilLogged } from '../support/follow-run.ts';
import { letGo } from '../support/run-traces.ts';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer({ settings: 'queue: {longest_chain: 2}\n' });
  await server.deploy(agentsProject());
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const environment = '/projects/shop/environments/main';
const printToken = `node -e "import('./client.mjs').then(async ({token}) => console.log('token', await token()))"`;

/** A call with a container's token, from outside: a token is worth the same wherever it is brought from. */
async function callWith(token: string, path: string, method = 'GET') {
  const answer = await fetch(server.apiUrl + path, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function tokenIn(id: string): Promise<string> {
  const log = await untilLogged(server, id, '\ntoken ');
  return /^token (\S+)\n/m.exec(log)?.[1] ?? '';
}

const run = (script: string, task: string) => server.run(task, { SCRIPT: script });

describe('a token of a container', () => {
  test('dies with it, however long it was to live', async () => {
    const { id } = await begin(server, `${printToken}; sleep 61.5`, 'agent');
    const token = await tokenIn(id);
    expect(await callWith(token, environment)).toMatchObject({ status: 200 });
    await letGo('sleep', '61.5');
    await server.waitFor(id);
    expect(await callWith(token, environment)).toMatchObject({
      status: 401,
      body: { error: 'unauthenticated', detail: { reason: 'container' } },
    });
  });

  test('loses what a deploy takes away, and what the broker gives later has it no more', async () => {
    const { id } = await begin(server, `${printToken}; sleep 61.6; ${printToken}; sleep 61.7`, 'agent');
    const token = await tokenIn(id);
    expect((await callWith(token, `${environment}/activities`)).status).toBe(200);
    await server.deploy(agentsProject({ agent: '[{type: task, resource: agent, action: operate}]' }));
    expect(await callWith(token, `${environment}/activities`)).toMatchObject({ status: 403 });
    expect((await callWith(token, `${environment}/tasks/agent`)).status).toBe(200);
    await letGo('sleep', '61.6');
    const log = await until('a second token', async () => {
      const text = await untilLogged(server, id, '\ntoken ');
      return text.split('\ntoken ').length > 2 ? text : null;
    });
    const second = decodeJwt(log.split('\ntoken ')[2]?.trim() ?? '');
    expect(second.principal).toMatchObject({ authorizations: [{ type: 'task' }] });
    await letGo('sleep', '61.7');
    await server.waitFor(id);
    await server.deploy(agentsProject());
  });

  test('for the project views every environment of it, and no more', async () => {
    const ask = (path: string) =>
      `node -e "import('./client.mjs').then(async ({call}) => console.log('got', (await call('GET', 'https://api.upsun.com${path}')).status))"`;
    const paths = ['/projects/shop/environments', environment, `${environment}/variables`, '/projects'];
    const { log } = await run(paths.map(ask).join('; '), 'surveyor');
    expect(log.match(/^got \d+$/gm)).toEqual(['got 200', 'got 200', 'got 403', 'got 403']);
  });
});

interface Origin {
  readonly workload: string;
  readonly activity: string;
  readonly chain: readonly string[];
  readonly depth: number;
}

async function runsOf(client: Client) {
  const answer = await client.api('/projects/shop/activities?type=environment.task&count=100');
  return (await answer.json()) as readonly {
    readonly id: string;
    readonly state: string;
    readonly payload: { readonly triggered_by?: Origin };
  }[];
}

describe('a task that triggers itself', () => {
  test('is told to stop at the limit, and every run says what led to it', async () => {
    const first = await begin(server, 'node again.mjs', 'agent');
    const following = (all: Awaited<ReturnType<typeof runsOf>>) =>
      all.filter(({ payload }) => payload.triggered_by?.chain[0] === first.id);
    const links = await until('the chain to end', async () => {
      const all = following(await runsOf(server));
      return all.length === 2 && all.every(({ state }) => state === 'complete') ? all : null;
    });
    const [last, middle] = links;
    expect(middle?.payload.triggered_by).toMatchObject({
      kind: 'task',
      workload: 'agent',
      activity: first.id,
      depth: 1,
    });
    expect(last?.payload.triggered_by).toMatchObject({
      activity: middle?.id,
      chain: [first.id, middle?.id],
      depth: 2,
    });
    const { log } = await server.waitFor(last?.id ?? '');
    expect(log).toContain('again 409 {"error":"chain_too_long"');
    expect(log).toContain('queue.longest_chain');
    expect(following(await runsOf(server))).toHaveLength(2);
  });
});

describe("no process gets another container's token", () => {
  let victim: string;
  let victimRun: string;
  beforeAll(async () => {
    victimRun = (await begin(server, 'node address.mjs; sleep 61.8', 'agent')).id;
    victim = /address (\S+)/.exec(await untilLogged(server, victimRun, '\naddress '))?.[1] ?? '';
  });
  afterAll(async () => {
    await cancel(server, victimRun);
    await server.waitFor(victimRun);
  });

  test('by another address, another port, a header, a raw socket, IPv6 or a broker in its place', async () => {
    const gateway = victim.replace(/\.\d+$/, '.1');
    const { entries } = await run(`node thief.mjs ${victim} ${gateway}`, 'thief');
    const outcomes = Object.fromEntries(
      entries
        .map(({ message }) => message.trim().split(' | '))
        .filter((parts): parts is [string, string] => parts.length === 2),
    );
    const nothing = expect.stringMatching(
      /^nothing: (ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|TimeoutError|UND_)/,
    );
    const refused = expect.stringMatching(/^(PermissionError|OSError|.*Operation not permitted)/);
    const headers = [
      'x-forwarded-for',
      'x-real-ip',
      'x-client-ip',
      'true-client-ip',
      'forwarded',
      'x-forwarded-host',
      'via',
    ];
    expect(outcomes).toEqual({
      'its own': 'thief 0',
      'its own over IPv6': 'thief 0',
      'address of the victim': nothing,
      'address of the gateway': nothing,
      'another loopback address': nothing,
      'address of the victim over IPv6': nothing,
      ...Object.fromEntries(headers.map((name) => [`header ${name}`, 'thief 0'])),
      'ports that listen': '443 8200 8200',
      'interfaces with IPv6': 'lo',
      'raw socket': refused,
      'packet socket': refused,
      'transparent socket': refused,
      'fake broker in its place': refused,
      'a URL of the victim': expect.stringMatching(/^(thief 0|nothing: HTTP\/1\.1 4)/),
    });
  });

  test('by a broker of its own on the network: everybody asks the one in their own namespace', async () => {
    const fake = await begin(server, 'node fake-broker.mjs', 'thief');
    await untilLogged(server, fake.id, 'fake broker listens');
    const { log } = await run(printToken, 'agent');
    const claims = decodeJwt(/^token (\S+)$/m.exec(log)?.[1] ?? '');
    expect(claims.principal).toMatchObject({ workload: 'agent', authorizations: [{}, {}] });
    await cancel(server, fake.id);
    expect((await server.waitFor(fake.id)).log).not.toContain('somebody asked');
  });
});
