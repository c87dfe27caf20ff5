import { expect, onTestFinished, test } from 'vitest';
import type { Activity } from '../../src/activity/activity.ts';
import { pendingActivity } from '../../src/activity/pending-activity.ts';
import { createChangeQueue } from '../../src/deploy/change-queue.ts';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { filledStore } from '../store/temporary-store.ts';

const ada = { kind: 'user', name: 'ada' } as const;

const aPush = (environment = 'main') =>
  pendingActivity({
    type: 'environment.push',
    project: 'shop',
    environment,
    actor: ada,
    parameters: {},
    text: 'ada pushed',
  });

async function openQueue() {
  const store = await filledStore();
  const lines: string[] = [];
  const sealed: string[] = [];
  const logs = {
    append: (_project: string, _id: string, line: string) => lines.push(line),
    seal: (_project: string, id: string) => sealed.push(id),
  };
  const log = { info() {}, warn() {}, error() {} };
  const queue = createChangeQueue({ store, logs: logs as never, log: log as never });
  onTestFinished(() => queue.close(ada));
  const stored = (activity: Activity) => findActivity(store.db, 'shop', activity.id);
  return { queue, lines, sealed, stored };
}

const succeeded = () => ({ state: 'complete', result: 'success', completedAt: new Date() }) as const;

test('changes of one environment wait for one another, those of others do not', async () => {
  const { queue, stored } = await openQueue();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const [first, second, elsewhere] = [aPush(), aPush(), aPush('preview')];
  await queue.start(first, async () => {
    await gate.promise;
    order.push('first');
    return succeeded();
  });
  await queue.start(second, async () => {
    order.push('second');
    return succeeded();
  });
  const passed = Promise.withResolvers<void>();
  await queue.start(elsewhere, async () => {
    order.push('elsewhere');
    passed.resolve();
    return succeeded();
  });
  await passed.promise;
  expect(await stored(second)).toMatchObject({ state: 'pending' });
  gate.resolve();
  await queue.close(ada);
  expect(order.slice(0, 2)).toEqual(['elsewhere', 'first']);
  expect(await stored(first)).toMatchObject({ state: 'complete', result: 'success' });
});

test('a change that throws ends as a failure that names the error, and the next goes on', async () => {
  const { queue, lines, sealed, stored } = await openQueue();
  const [broken, next] = [aPush(), aPush()];
  await queue.start(broken, async () => {
    throw new ErrandError('build_failed', 'it broke', { details: { workload: 'app', exitCode: 3 } });
  });
  const done = Promise.withResolvers<void>();
  await queue.start(next, async () => {
    done.resolve();
    return succeeded();
  });
  await done.promise;
  expect(await stored(broken)).toMatchObject({
    state: 'complete',
    result: 'failure',
    failureReason: 'shell',
    commands: [{ app: 'app', type: 'build', exitCode: 3 }],
  });
  expect(lines).toContain('Error: it broke');
  expect(sealed).toContain(broken.id);
});

test('P3: a change that is cancelled says by whom, while it waits and while it works', async () => {
  const { queue, stored } = await openQueue();
  const [working, waiting] = [aPush(), aPush()];
  const begun = Promise.withResolvers<void>();
  await queue.start(working, async ({ signal }) => {
    begun.resolve();
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return succeeded();
  });
  await queue.start(waiting, async () => succeeded());
  await begun.promise;
  await queue.cancel(waiting.id, ada);
  await queue.cancel(working.id, ada);
  await expect(queue.cancel(working.id, ada)).rejects.toMatchObject({ code: 'not_cancellable' });
  await queue.close(ada);
  for (const activity of [working, waiting])
    expect(await stored(activity)).toMatchObject({ state: 'cancelled', payload: { cancelled_by: ada } });
});

test('those of a project end together, and its environments take none after that', async () => {
  const { queue, lines, stored } = await openQueue();
  const untilAsked = ({ signal }: { readonly signal: AbortSignal }) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const [going, waiting, beside] = [aPush(), aPush(), aPush('preview')];
  for (const change of [going, waiting, beside]) await queue.start(change, untilAsked);
  await queue.endAll('another', ada);
  expect(await stored(waiting)).toMatchObject({ state: 'pending' });
  await queue.endAll('shop', ada);
  for (const change of [going, waiting, beside])
    expect(await stored(change)).toMatchObject({ state: 'cancelled', payload: { cancelled_by: ada } });
  expect(lines).toEqual(Array(3).fill('Cancelled by ada'));
  const unknown = { ...aPush(), project: 'nothing' };
  await expect(queue.start(unknown, untilAsked)).rejects.toMatchObject({ code: 'project_not_found' });
  await queue.endAll('nothing', ada);
});
