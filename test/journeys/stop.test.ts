import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { activityOf, begin, untilLogged } from '../support/follow-run.ts';
import { cgroupsNamed, pidsOf } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

interface Finding {
  readonly name: string;
  readonly status: string;
  readonly found: string;
}

async function doctor(name: string): Promise<Finding | undefined> {
  const { stdout } = await server.errand('doctor', '--json');
  return (JSON.parse(stdout) as readonly Finding[]).find((finding) => finding.name === name);
}

const printed = (program: string, ...words: string[]) => execFileSync(program, words, { encoding: 'utf8' });

describe('a stop of the server by SIGTERM', () => {
  let queued: string;
  let executing: readonly string[];
  let push: string;
  let status: number | null;
  let seconds: number;

  beforeAll(async () => {
    executing = await Promise.all(
      [1, 2, 3].map(async () => (await begin(client, 'echo begun; exec sleep 60')).id),
    );
    for (const id of executing) await untilLogged(client, id, 'begun');
    queued = (await begin(client, 'echo begun late')).id;
    push = (await client.push(scriptProject({ buildHook: 'echo building; exec sleep 60' }))).id;
    await untilLogged(client, push, 'building');
    const from = performance.now();
    status = await server.kill('SIGTERM');
    seconds = (performance.now() - from) / 1000;
  });

  test('is quick, and no failure', () => {
    expect(status).toBe(0);
    expect(seconds).toBeLessThan(30);
  });

  test('leaves nothing on the machine', async () => {
    const instance = instanceOf(server.home);
    expect(pidsOf('conmon', `/errand/${instance}`)).toEqual([]);
    expect(printed('ip', '-brief', 'link', 'show')).not.toContain(`er${instance}`);
    expect(printed('nft', 'list', 'tables')).not.toContain(`errand_${instance}`);
    expect(cgroupsNamed(`errand-${instance}`)).toEqual([]);
    expect(existsSync(runtimeDirectoryOf(instance))).toBe(false);
    expect(await doctor('leftovers')).toMatchObject({ status: 'ok', found: 'none' });
    expect((await doctor('server'))?.found).toMatch(/^stopped/);
  });

  test('is the end of runs and pushes under way, which say so, and not of queued runs', async () => {
    await server.restart();
    for (const id of [...executing, push]) expect((await activityOf(client, id)).state).toBe('cancelled');
    const { activity, log } = await client.waitFor(executing[0] ?? '');
    expect(activity).toMatchObject({
      payload: { outcome: { kind: 'cancelled', by: { name: 'the stop of the server' } } },
    });
    expect(log).toMatch(/Task script was cancelled by the stop of the server\n$/);
    const late = await client.waitFor(queued);
    expect(late.activity.result).toBe('success');
    expect(late.log).toContain('begun late\n');
  });
});

describe('after a kill -9', () => {
  const bridge = () => {
    const lines = printed('ip', '-oneline', 'link', 'show', 'type', 'bridge').split('\n');
    return lines
      .filter((line) => line.includes(`er${instanceOf(server.home)}`))
      .map((line) => line.split('@')[0]?.split(' <')[0]);
  };

  test('the bridge that was left is used again', async () => {
    const before = bridge();
    await server.kill('SIGKILL');
    expect(bridge()).toEqual(before);
    expect(await doctor('leftovers')).toMatchObject({ status: 'warning' });
    await server.restart();
    expect(bridge()).toEqual(before);
    expect(before).toHaveLength(1);
    expect(await doctor('leftovers')).toMatchObject({ status: 'ok', found: 'none' });
    expect((await doctor('server'))?.found).toMatch(/^runs on .* with \d+ containers$/);
  });

  test('the next orderly stop leaves nothing either', async () => {
    const { id } = await begin(client, 'echo begun; exec sleep 60');
    await untilLogged(client, id, 'begun');
    const table = `errand_${instanceOf(server.home)}`;
    const forwarded = () => printed('nft', 'list', 'table', 'inet', table).match(/elements = \{ ".*" \}/g);
    const before = forwarded();
    await server.kill('SIGKILL');
    await server.restart();
    // Whose routing to turn off at the end is known to the next server, too.
    expect(forwarded()).toEqual(before);
    expect(await server.kill('SIGTERM')).toBe(0);
    expect(await doctor('leftovers')).toMatchObject({ status: 'ok', found: 'none' });
  });
});
