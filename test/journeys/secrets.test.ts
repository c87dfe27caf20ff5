import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancel, untilLogged } from '../support/follow-run.ts';
import { scriptProject } from '../support/script-project.ts';
import { openServer, type TestServer } from '../support/server.ts';

const hunter2 = 'hunter2-"quoted"-hunter2';
const TMPFS_MAGIC = 0x01021994;
let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(scriptProject());
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const variables = '/projects/shop/environments/main/variables';
const send = (method: string, path: string, body: object) =>
  server.api(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const runPath = '/projects/shop/environments/main/tasks/script/run';
const runScript = async (body: object) => {
  const answer = (await (await send('POST', runPath, body)).json()) as {
    readonly _embedded: { readonly activities: readonly [{ readonly id: string }] };
  };
  return server.waitFor(answer._embedded.activities[0].id);
};

describe('a variable', () => {
  test('that is changed reaches the next run, though its container was made before', async () => {
    for (const value of ['one', 'two']) {
      await send(
        value === 'one' ? 'POST' : 'PATCH',
        `${variables}${value === 'one' ? '' : '/env%3AGREETING'}`,
        {
          ...(value === 'one' ? { name: 'env:GREETING' } : {}),
          value,
        },
      );
      expect((await runScript({ variables: { SCRIPT: 'echo "<$GREETING>"' } })).log).toContain(`<${value}>`);
    }
  });
});

describe('P12: a sensitive value', () => {
  const print = [
    'printf "%s\\n" "$KEY" "$RUN_KEY"',
    'printf %s "$KEY" | base64 -w0; echo',
    'printf "%s" "$KEY" | head -c 9; sleep 0.2; printf "%s\\n" "$KEY" | tail -c +10',
    'echo "$PLATFORM_VARIABLES"; printf "%s\\n" "$RUN_KEY" >&2',
  ].join('; ');

  test('of a variable or a trigger is in no log, in no spelling', async () => {
    await send('POST', variables, { name: 'env:KEY', value: hunter2, is_sensitive: true });
    await send('POST', variables, { name: 'plain', value: hunter2, is_sensitive: true });
    const { log } = await runScript({
      variables: { SCRIPT: print },
      sensitive_variables: { RUN_KEY: `${hunter2}-of-the-run` },
    });
    expect(log).toContain('[secret]');
    for (const spelling of [hunter2, Buffer.from(hunter2).toString('base64'), 'of-the-run']) {
      expect(log).not.toContain(spelling);
    }
  });

  test('is on no disk and in no list of processes while a run has it', async () => {
    const answer = await send('POST', runPath, {
      variables: { SCRIPT: 'echo begun; exec sleep 60' },
      sensitive_variables: { RUN_KEY: hunter2 },
    });
    const { _embedded } = (await answer.json()) as {
      readonly _embedded: { readonly activities: readonly { readonly id: string }[] };
    };
    const id = _embedded.activities[0]?.id ?? '';
    await untilLogged(server, id, 'begun');
    const found = execFileSync(
      'sh',
      ['-c', 'grep -rlF -e "$PLAIN" "$PLACE" /run/errand 2>/dev/null || true'],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH ?? '', PLAIN: hunter2, PLACE: server.home },
      },
    );
    const onDisk = found.split('\n').filter((path) => path !== '' && statfsSync(path).type !== TMPFS_MAGIC);
    expect(onDisk).toEqual([]);
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
        } catch {
          return [];
        }
      });
    expect(lines.filter((line) => line.includes(hunter2))).toEqual([]);
    await cancel(server, id);
    await server.waitFor(id);
  });

  test('shorter than six characters is taken, and the answer to the trigger says that it is not masked', async () => {
    const answer = await send('POST', runPath, {
      variables: { SCRIPT: 'echo "<$PIN>"' },
      sensitive_variables: { PIN: '1234' },
    });
    const body = (await answer.json()) as {
      readonly warnings: readonly string[];
      readonly _embedded: { readonly activities: readonly { readonly id: string }[] };
    };
    expect(body.warnings).toEqual([expect.stringContaining('PIN is shorter than six characters')]);
    expect((await server.waitFor(body._embedded.activities[0]?.id ?? '')).log).toContain('<1234>');
  });
});
