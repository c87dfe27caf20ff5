import { describe, expect, test } from 'vitest';
import { activityId } from './fake/documents.ts';
import { errand, startErrand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

const log = Array.from({ length: 9 }, (_, index) => ({ message: `line ${index}\n` }));
const whole = log.map(({ message }) => message).join('');

describe('activity:log', () => {
  test('P16: goes on where the connection broke, with no line lost or repeated', async () => {
    await using api = await startFakeApi({ log, cutLogAfter: [4, 0, 2] });
    const { status, stdout } = await errand(['activity:log', activityId], { api });
    expect(stdout).toBe(whole);
    expect(status).toBe(0);
    const asked = api.requests.filter(({ url }) => url.includes('/log')).map(({ url }) => url.split('?')[1]);
    expect(asked).toEqual(['start_at=0', 'start_at=4', 'start_at=4', 'start_at=6']);
  });

  test('reads server-sent events, and goes on where they broke off', async () => {
    await using api = await startFakeApi({ log, cutLogAfter: [4, 2], logAsEvents: true });
    const { status, stdout } = await errand(['activity:log', activityId], { api });
    expect(stdout).toBe(whole);
    expect(status).toBe(0);
  });

  test('waits for a server that is away, and takes what a proxy says meanwhile for no answer', async () => {
    const path = `/projects/shop/activities/${activityId}/log`;
    await using api = await startFakeApi({ log, instead: { [`GET ${path}`]: { status: 502, body: {} } } });
    const running = startErrand(['activity:log', activityId], { api });
    const calls = () => api.requests.filter(({ url }) => url.startsWith(path)).length;
    await expect.poll(calls, { timeout: 10_000 }).toBeGreaterThan(1);
    api.script.instead = {};
    expect((await running.ended).stdout).toBe(whole);
  });

  test('takes the newest activity when none is named', async () => {
    await using api = await startFakeApi({ log });
    expect((await errand(['activity:log'], { api })).stdout).toBe(whole);
    expect(api.requests.some(({ url }) => url === '/projects/shop/activities?count=1')).toBe(true);
  });

  test('with --json writes the entries as they came, one a line', async () => {
    await using api = await startFakeApi({ log });
    const { stdout } = await errand(['activity:log', '--json'], { api });
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ _id }) => _id)).toEqual(log.map((_, index) => index));
    expect(entries[0].data).toMatchObject({ message: 'line 0\n', stream: 'stdout' });
  });

  test('P19: takes a line of ten megabytes', async () => {
    const message = `${'x'.repeat(10_000_000)}\n`;
    await using api = await startFakeApi({ log: [{ message }] });
    const { stdout } = await errand(['activity:log'], { api });
    expect(stdout.length).toBe(message.length);
  });

  test('says so when the activity does not exist', async () => {
    await using api = await startFakeApi();
    const { status, stderr } = await errand(['activity:log', 'nothing'], { api });
    expect(stderr).toContain('✘ There is no /projects/shop/activities/nothing.');
    expect(status).toBe(8);
  });

  test('asks for a new token when the server has forgotten the old one', async () => {
    await using api = await startFakeApi({ log, refuseTokens: 1 });
    const { status } = await errand(['activity:log', activityId], { api });
    expect(status).toBe(0);
    expect(api.requests.filter(({ url }) => url === '/oauth2/token')).toHaveLength(2);
  });
});
