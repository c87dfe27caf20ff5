import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { webProject } from './web-project.ts';

interface Who {
  readonly version: string;
  readonly started: number;
  readonly port: string;
  readonly address: string;
}

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(webProject('1'));
});
afterAll(() => server[Symbol.asyncDispose]());

const who = async (): Promise<Who> => JSON.parse((await server.visit('/who')).text);

/** Waits until it answers again after its end; returns the texts of the answers until then. */
async function untilBack(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await delay(50)) {
    const { status, text } = await server.visit('/who');
    if (status === 200) return texts;
    texts.push(`${status} ${text}`);
  }
  throw new Error(`the application did not come back: ${texts.at(-1)}`);
}

describe('an application', () => {
  test('listens where PORT says', async () => {
    expect(await who()).toMatchObject({
      version: '1',
      port: '8888',
      address: expect.stringMatching(/^10\.217\./),
    });
  });

  test('is started again when it dies, at the same address, with its token', async () => {
    const before = await who();
    await server.visit('/die');
    await delay(100);
    const meanwhile = await untilBack();
    const after = await who();
    expect(after.started).toBeGreaterThan(before.started);
    expect(after.address).toBe(before.address);
    expect(meanwhile.length).toBeGreaterThan(0);
    expect(meanwhile[0]).toBe(
      '502 502: the application does not answer (connect ECONNREFUSED 127.0.0.1:8888)\n',
    );
    expect(JSON.parse((await server.visit('/token')).text)).toEqual({ status: 200 });
  });

  test('is found by a task over its relationship, also after it was started again', async () => {
    const { activity, log } = await server.run('call');
    expect(activity.result).toBe('success');
    expect(JSON.parse(log.split('\n')[1] ?? '')).toMatchObject({
      version: '1',
      address: (await who()).address,
    });
  });

  test('answers every run of a task at once, whatever came and went on its bridge before', async () => {
    const gateway = () => {
      const bridges = Object.values(networkInterfaces()).flat();
      return bridges.find((it) => it?.address.startsWith('10.217.'))?.mac;
    };
    const before = gateway();
    for (let round = 0; round < 8; round++) {
      const { activity } = await server.run('call');
      expect(activity.result).toBe('success');
      // A bridge that changed its own would be lost to the application until it asks again.
      expect(gateway()).toBe(before);
    }
  });

  test('is started again and again, later each time, and never gives up', async () => {
    const pauses: number[] = [];
    for (let round = 0; round < 2; round++) {
      const diedAt = Date.now();
      await server.visit('/die');
      await delay(100);
      await untilBack();
      pauses.push(Date.now() - diedAt);
    }
    const [first = 0, second = 0] = pauses;
    expect(second).toBeGreaterThan(first);
  });
});
