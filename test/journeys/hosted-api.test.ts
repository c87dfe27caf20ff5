import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';
import { probe, probeProject } from './probe-project.ts';

const broker = 'http://localhost:8200/oauth2/token';
const getToken = `$(curl -sf ${broker} -d grant_type=client_credentials | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
const project = 'https://api.upsun.com/projects/$PLATFORM_PROJECT';
const environment = `${project}/environments/$PLATFORM_BRANCH`;

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(probeProject, { project: 'shop' });
  await server.deploy(probeProject, { project: 'bank' });
  await server.deploy(probeProject, { project: 'shop', environment: 'preview' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** What curl in the probe's container gets: the status, and the body. */
async function ask(request: string): Promise<{ readonly status: number; readonly body: string }> {
  const { output } = await probe(
    server,
    `TOKEN=${getToken}; curl -sS -w '\\n%{http_code}' -H "Authorization: Bearer $TOKEN" ${request}`,
  );
  const lines = output.trimEnd().split('\n');
  return { status: Number(lines.at(-1)), body: lines.slice(0, -1).join('\n') };
}

test('the document of the API tells this Errand’s version', async () => {
  const [document, manifest] = await Promise.all([
    fetch(`${server.apiUrl}/openapi.json`).then((answer) => answer.json()),
    readFile(join(import.meta.dirname, '../../package.json'), 'utf8'),
  ]);
  const { version } = JSON.parse(manifest) as { readonly version: string };
  expect(document).toMatchObject({ info: { version } });
});

describe('https://api.upsun.com inside a container (T18)', () => {
  test('is trusted by curl', async () => {
    const result = await probe(
      server,
      'curl -sS -o /dev/null -w "%{http_code} %{ssl_verify_result}" https://api.upsun.com/',
    );
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.output).toMatch(/^\d{3} 0$/m);
  });

  test('is trusted by Node.js', async () => {
    const result = await probe(
      server,
      `node -e 'fetch("https://api.upsun.com/").then((it) => console.log("status", it.status))'`,
    );
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.output).toMatch(/^status \d{3}$/m);
  });

  test('is trusted by Python', async () => {
    const script = 'import urllib.request as r; print("status", r.urlopen("https://api.upsun.com/").status)';
    const result = await probe(server, `/usr/bin/python3 -c '${script}'`);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.output).toMatch(/^status 200$/m);
  });

  test('is trusted by openssl, for both names', async () => {
    for (const name of ['api.upsun.com', 'auth.upsun.com']) {
      const command = `openssl s_client -connect ${name}:443 -verify_hostname ${name} -verify_return_error </dev/null 2>&1`;
      const result = await probe(server, command);
      expect(result).toMatchObject({ exitCode: 0 });
      expect(result.output).toContain('Verify return code: 0 (ok)');
    }
  });
});

describe('the token broker inside a container (T17)', () => {
  test.each(['-4', '-6'])('answers curl %s', async (family) => {
    const { output } = await probe(server, `curl -sS ${family} ${broker} -d grant_type=client_credentials`);
    expect(JSON.parse(output)).toMatchObject({
      expires_in: 60,
      token_type: 'bearer',
      access_token: expect.any(String),
    });
  });

  test('gives a token for as long as was asked', async () => {
    const { output } = await probe(
      server,
      `curl -sS ${broker} -H 'x-token-ttl: 600' -d grant_type=client_credentials`,
    );
    expect(JSON.parse(output)).toMatchObject({ expires_in: 600 });
  });

  test('answers every call, also many in a row', async () => {
    const once = `curl -s -o /dev/null -w '%{http_code} ' ${broker} -d grant_type=client_credentials`;
    const { output } = await probe(server, `for i in 1 2 3 4 5 6 7 8 9 10; do ${once}; done`);
    expect(output.trim()).toBe('200 200 200 200 200 200 200 200 200 200');
  });
});

describe("a container's token", () => {
  test('views its environment', async () => {
    expect(await ask(environment)).toMatchObject({ status: 200 });
    expect(await ask(`${environment}/activities`)).toMatchObject({ status: 200 });
  });

  test('runs the task that it may operate', async () => {
    const { status, body } = await ask(`-X POST ${environment}/tasks/allowed/run`);
    expect(status).toBe(202);
    const id = String(JSON.parse(body)._embedded.activities[0].id);
    const { activity, log } = await server.waitFor(id);
    expect(activity).toMatchObject({ result: 'success' });
    expect(log).toContain('this task was allowed');
  });

  test.each([
    [
      'another task',
      `-X POST ${environment}/tasks/forbidden/run`,
      'add {type: task, resource: forbidden, action: operate} to its authorizations',
    ],
    [
      'a task of a sibling environment',
      `-X POST ${project}/environments/preview/tasks/allowed/run`,
      'bound to environment main of project shop',
    ],
    ['a sibling environment', `${project}/environments/preview`, 'bound to environment main of project shop'],
    ['the list of environments', `${project}/environments`, 'add {type: project, action: view}'],
    [
      'the list of projects',
      'https://api.upsun.com/projects',
      'no authorization gives a container that right',
    ],
    [
      'another project',
      'https://api.upsun.com/projects/bank/environments/main',
      'bound to environment main of project shop',
    ],
    [
      'a task of another project',
      '-X POST https://api.upsun.com/projects/bank/environments/main/tasks/allowed/run',
      'bound to environment main',
    ],
    [
      'a project that does not exist',
      'https://api.upsun.com/projects/nowhere',
      'bound to environment main of project shop',
    ],
    ['a push', `-X PUT ${environment}/source`, 'no authorization gives a container that right'],
  ])('is refused %s, with the reason', async (_what, request, reason) => {
    const { status, body } = await ask(request);
    expect(status).toBe(403);
    expect(body).toContain(reason);
  });

  test('is refused everything where the task has no authorizations', async () => {
    const command = `TOKEN=${getToken}; curl -s -w '\\n%{http_code}' -H "Authorization: Bearer $TOKEN" ${environment}`;
    const { output } = await probe(server, command, { task: 'stranger' });
    expect(output).toContain(
      'stranger may not view the environment: add {type: env, action: view} to its authorizations',
    );
    expect(output).toMatch(/^403$/m);
  });

  test('works in its own project only, whichever container brings it', async () => {
    const bank = { project: 'bank', environment: 'main' };
    const holding = await server.trigger('probe', { PROBE: `echo "${getToken}."; sleep 60` }, bank);
    const token = await until('the token of a container that goes on', async () => {
      const log = await server.api(`/projects/bank/activities/${holding.id}/log?max_delay=0`);
      return /"message":"(ey[^"]+)\.\\n"/.exec(await log.text())?.[1] ?? null;
    });
    const call = (name: string) =>
      `curl -s -o /dev/null -w '%{http_code} ' -H 'Authorization: Bearer ${token.trim()}' https://api.upsun.com/projects/${name}/environments/main`;
    const { output } = await probe(server, `${call('shop')}; ${call('bank')}`);
    expect(output.trim()).toBe('403 200');
    await server.api(`/projects/bank/activities/${holding.id}/cancel`, { method: 'POST' });
    await server.waitFor(holding.id, bank);
  });

  test.each([
    ['no token', ''],
    ['a token that is no token', "-H 'Authorization: Bearer nonsense'"],
  ])('401 for %s', async (_what, header) => {
    const { output } = await probe(server, `curl -s -w '\\n%{http_code}' ${header} ${environment}`);
    expect(output).toMatch(/^401$/m);
  });
});
