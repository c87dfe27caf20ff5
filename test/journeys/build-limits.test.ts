import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { ProjectFiles } from '../support/project-archive.ts';

let server: CliServer;
let folder: string;
let site: Server;

const timeoutSeconds = 20;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errand-settings-'));
  const config = join(folder, 'errand.yaml');
  await writeFile(
    config,
    `builds:
  network: [127.0.0.2]
  memory_mib: 200
  disk_mib: 64
  at_once: 2
  timeout_seconds: ${timeoutSeconds}
`,
  );
  const waiting: ServerResponse[] = [];
  site = createServer(({ url }, response) => {
    if (url !== '/meet') return response.end('from the site\n');
    waiting.push(response);
    if (waiting.length === 2) for (const each of waiting) each.end('both are here\n');
  });
  await once(site.listen(0, '127.0.0.2'), 'listening');
  server = await openCliServer({ ERRAND_CONFIG: config });
});
afterAll(async () => {
  site.close();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** An application, and tasks with these build hooks. */
function projectWith(hooks: Readonly<Record<string, string>>): ProjectFiles {
  const tasks = Object.entries(hooks).map(
    ([name, hook]) =>
      `  ${name}: { type: "nodejs:26", source: { root: job }, hooks: { build: ${JSON.stringify(hook)} }, run: { command: cat result.txt } }\n`,
  );
  return {
    '.upsun/config.yaml': `applications: { web: { type: "nodejs:26", source: { root: web } } }\ntasks:\n${tasks.join('')}`,
    'web/index.html': '',
    'job/readme.txt': 'nothing\n',
  };
}

/** Deploys a task with this build hook, which must fail; what the log says. */
async function failingWith(hook: string): Promise<string> {
  const { activity, log } = await server.client.deploy(projectWith({ job: hook }));
  expect(activity, log).toMatchObject({
    state: 'complete',
    result: 'failure',
    payload: { error: { code: 'build_failed' } },
  });
  return log;
}

describe('a build that goes too far is ended, fails the push, and says what it went beyond', {
  timeout: 120_000,
}, () => {
  test('P14: memory', async () => {
    const hook = 'node -e "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))"';
    expect(await failingWith(hook)).toContain('ran out of its 200 MiB of memory (builds.memory_mib)');
  });

  test('P18: disk', async () => {
    const hook = 'dd if=/dev/zero of=big bs=1M count=100';
    expect(await failingWith(hook)).toContain('filled its 64 MiB of disk (builds.disk_mib)');
  });

  test('P18: files with holes', async () => {
    const told = 'the files that the build of job left have more than 64 MiB, their holes included';
    expect(await failingWith('truncate -s 15T big')).toContain(told);
  });

  test('P18: temporary files', async () => {
    const hook = 'dd if=/dev/zero of=/tmp/big bs=1M count=100';
    expect(await failingWith(hook)).toContain('filled its 64 MiB of disk (builds.disk_mib)');
  });

  test('P9: time', async () => {
    const told = `took longer than ${timeoutSeconds} s (builds.timeout_seconds)`;
    expect(await failingWith('trap "" TERM; setsid sleep 600 & sleep 600')).toContain(told);
  });
});

describe('the network of builds, limited to a list', { timeout: 120_000 }, () => {
  test('leads to the hosts of the list and to no other', async () => {
    const { port } = site.address() as AddressInfo;
    const hook = `
curl -sS http://127.0.0.2:${port}/ >result.txt
curl -sS http://127.0.0.3:${port}/ >>result.txt
curl -sS --max-time 3 --noproxy '*' http://127.0.0.2:${port}/ >>result.txt || echo "no way around" >>result.txt
node -e 'fetch("http://127.0.0.2:${port}/").then((r) => r.text()).then((t) => process.stdout.write("node: " + t))' >>result.txt`;
    const { activity, log } = await server.client.deploy(projectWith({ job: hook }));
    expect(activity, log).toMatchObject({ result: 'success' });
    const run = await server.client.run('job');
    expect(run.log.split('\n').slice(1, -1)).toEqual([
      'from the site',
      'A build may not reach 127.0.0.3: builds.network does not list it.',
      'no way around',
      'node: from the site',
    ]);
  });
});

describe('several builds', { timeout: 120_000 }, () => {
  test('go on at the same time, with lines that tell them apart', async () => {
    // Each waits for the other: builds one after the other would not end in time.
    const { port } = site.address() as AddressInfo;
    const meet = (name: string) => `echo ${name} is here && curl -sS http://127.0.0.2:${port}/meet`;
    const { activity, log } = await server.client.deploy(
      projectWith({ left: meet('left'), right: meet('right') }),
    );
    expect(activity, log).toMatchObject({ result: 'success' });
    for (const name of ['left', 'right']) {
      expect(log).toContain(`[${name}] Running the build hook of ${name}\n`);
      expect(log).toContain(`[${name}] ${name} is here\n`);
      expect(log).toContain(`[${name}] both are here\n`);
    }
  });

  test('end with the first that fails, whose error it is', async () => {
    const { activity, log } = await server.client.deploy(
      projectWith({ slow: 'sleep 600', broken: 'echo no; exit 3' }),
    );
    expect(activity).toMatchObject({
      result: 'failure',
      failure_reason: 'shell',
      commands: [{ app: 'broken', type: 'build', exit_code: 3 }],
    });
    expect(log).toContain('Error: the build hook of broken ended with exit code 3');
    expect(log).not.toContain('took longer');
  });
});

test('P3: a push is cancelled while it builds, at once, and leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  const pushed = await server.client.push(projectWith({ job: 'echo begun; trap "" TERM; sleep 600' }));
  const path = `/projects/shop/activities/${pushed.id}`;
  const said = async () => (await server.client.api(`${path}/log?max_delay=0`)).text();
  await expect.poll(said, { timeout: 60_000 }).toContain('begun');
  expect((await server.client.api(`${path}/cancel`, { method: 'POST' })).status).toBe(202);
  const { activity } = await server.client.waitFor(pushed.id);
  expect(activity).toMatchObject({ state: 'cancelled', result: 'failure' });
});
