import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { activityOf, begin, sealedLines, untilLogged } from '../support/follow-run.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer();
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

/** Ten numbered lines, the even ones to stderr, over half a second. */
const counting = 'for i in 1 2 3 4 5 6 7 8 9 10; do echo "line $i" >&$((2 - i % 2)); sleep 0.05; done';
const counted = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`);

test('P16: a run goes on when who follows its log goes away', async () => {
  const { id } = await begin(client, counting);
  const leaving = new AbortController();
  const stream = await client.api(`/projects/shop/activities/${id}/log`, { signal: leaving.signal });
  const reader = stream.body?.getReader();
  await reader?.read();
  leaving.abort();
  const { activity, entries } = await client.waitFor(id);
  expect(activity.result).toBe('success');
  expect(entries.slice(1).map(({ message }) => message)).toEqual(counted);
});

test('a log is the same to who follows it before, during and after its run', async () => {
  const waiting = await Promise.all(Array.from({ length: 3 }, () => begin(client, 'sleep 0.7')));
  const { id } = await begin(client, counting);
  expect((await activityOf(client, id)).state).toBe('pending');
  const before = sealedLines(client, id);
  await untilLogged(client, id, 'line 3');
  expect((await activityOf(client, id)).state).toBe('in_progress');
  const during = sealedLines(client, id);
  const after = before.then(() => sealedLines(client, id));
  expect(await during).toBe(await before);
  expect(await after).toBe(await before);
  const items = (await before)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { _id: number });
  expect(items.map(({ _id }) => _id)).toEqual(items.map((_, index) => index));
  expect(items.at(-1)).toEqual({ _id: 11, seal: true });
  await Promise.all(waiting.map((run) => client.waitFor(run.id)));
});

test('P19: a thousand lines at once arrive in order', async () => {
  const { log } = await client.run('script', { SCRIPT: 'seq 1000' });
  const numbers = log.trimEnd().split('\n').slice(1).map(Number);
  expect(numbers).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
});

const mebibyte = 1024 * 1024;

function residentBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1024;
}

test('P19: a line of 10 MiB without a newline passes, and the server stays small', async () => {
  await client.run('script', { SCRIPT: 'seq 1000' });
  const before = residentBytes(server.pid, 'VmRSS');
  const long = `node -e "process.stdout.write('x'.repeat(${10 * mebibyte}))"; echo; echo after`;
  const { activity, entries } = await client.run('script', { SCRIPT: long });
  expect(activity.result).toBe('success');
  const text = entries.map(({ message }) => message).join('');
  const [, line = '', next] = text.split('\n');
  expect(line.length).toBe(10 * mebibyte);
  expect(line.replaceAll('x', '')).toBe('');
  expect(next).toBe('after');
  expect(residentBytes(server.pid, 'VmHWM') - before).toBeLessThan(64 * mebibyte);
});
