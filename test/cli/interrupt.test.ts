import { describe, expect, test } from 'vitest';
import { activityId, fakeActivity } from './fake/documents.ts';
import { startErrand, startErrandOnTerminal } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

const log = [{ message: 'Starting task container report--task--ypalrypn\n' }, { message: 'working\n' }];

describe('P16: Ctrl-C while a run is followed', () => {
  test('the first says that the run goes on and how to cancel it, and keeps following', async () => {
    const end = Promise.withResolvers<void>();
    await using api = await startFakeApi({ log, logOpenUntil: end.promise });
    const running = startErrand(['task:run', 'report'], { api });
    await running.saw('working');
    running.process.kill('SIGINT');
    await running.saw(`To cancel it: errand activity:cancel ${activityId} -p shop`);
    end.resolve();
    const { status, stderr } = await running.ended;
    expect(stderr).toContain('The run goes on.');
    expect(stderr).toContain('✔ The run succeeded.');
    expect(status).toBe(0);
    expect(api.requests.some(({ url }) => url.endsWith('/cancel'))).toBe(false);
  });

  test('the second leaves at once', async () => {
    await using api = await startFakeApi({ log, logOpenUntil: new Promise(() => {}) });
    const running = startErrand(['task:run', 'report'], { api });
    await running.saw('working');
    running.process.kill('SIGINT');
    await running.saw('The run goes on.');
    running.process.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
  });

  test('works from the keyboard', async () => {
    const accepted = fakeActivity({ state: 'pending', result: null });
    await using api = await startFakeApi({ accepted, logOpenUntil: new Promise(() => {}) });
    const running = startErrandOnTerminal(['task:run', 'report'], { api });
    await running.saw('waiting for a slot');
    running.process.stdin?.write('\x03');
    await running.saw('The run goes on.');
    running.process.stdin?.write('\x03');
    expect((await running.ended).status).toBe(130);
  });
});
