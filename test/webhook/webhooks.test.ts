import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openWebhooks } from '../../src/composition/webhooks.ts';
import { createCipher } from '../../src/secret/cipher.ts';
import { newSecretKey } from '../../src/secret/secret-key.ts';
import { changeActivity } from '../../src/store/activities/change-activity.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { dueDeliveries } from '../../src/store/deliveries/due-deliveries.ts';
import { inTransaction } from '../../src/store/in-transaction.ts';
import { everything } from '../../src/webhook/integration.ts';
import { anActivity } from '../api/sample-activity.ts';
import { filledStore } from '../store/temporary-store.ts';
import { openReceiver, type Received } from './receiver.ts';

const moment = '2026-08-01T10:00:00.000Z';
const log = pino({ level: 'silent' });

async function openAll(retry = { attempts: 3, firstPauseMilliseconds: 20 }) {
  const store = await filledStore();
  const cipher = createCipher([newSecretKey()]);
  const open = (allowPrivate = true) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const settings = { webhooks: { retry, timeoutMilliseconds: 1000, allowPrivate } };
    return { room: openWebhooks(settings, { store, cipher }, log, stack), stop: () => stack.disposeAsync() };
  };
  const begin = (id: string) =>
    insertActivity(store.db, anActivity({ id, project: 'shop', state: 'pending' }));
  return { store, open, begin };
}

const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id']);

describe('the webhooks of a project', () => {
  it('are told at once what a clock put off that was an hour ahead', async () => {
    const { store, open, begin } = await openAll();
    const first = open();
    const receiver = await openReceiver();
    await first.room.add('shop', { ...everything, url: receiver.url }, null);
    await first.stop();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    await begin('run');
    vi.useRealTimers();
    expect(await dueDeliveries(store.db, new Date(), 10, [])).toEqual([]);
    open();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
  });

  it('are told of every change of an activity, signed, with the activity as it was then', async () => {
    const { store, open, begin } = await openAll();
    const { room } = open();
    const receiver = await openReceiver();
    const { secret, integration } = await room.add('shop', { ...everything, url: receiver.url }, null);
    await begin('run');
    await changeActivity(store.db, 'run', { state: 'in_progress', startedAt: new Date() });
    await changeActivity(store.db, 'run', { payload: { note: 'no event' } });
    await changeActivity(store.db, 'run', { state: 'complete', result: 'success' });
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(3);
    const told = receiver.received.map(({ body, headers }) =>
      new Webhook(secret).verify(body, headers as Record<string, string>),
    );
    const states = told.map((activity) => (activity as { state: string }).state);
    expect(states.toSorted()).toEqual(['complete', 'in_progress', 'pending']);
    expect(told).toContainEqual(expect.objectContaining({ id: 'run', project: 'shop', result: 'success' }));
    expect(new Set(idsOf(receiver.received)).size).toBe(3);
    await expect
      .poll(async () => (await room.deliveries(integration.id, 'delivered', 10)).length, { timeout: 10_000 })
      .toBe(3);
    expect(integration.secret).not.toContain(secret.slice('whsec_'.length));
    expect(() =>
      new Webhook(secret).verify(
        `${receiver.received[0]?.body} `,
        receiver.received[0]?.headers as Record<string, string>,
      ),
    ).toThrow();
  });

  it('are told who it was and of what, as receivers of the original read it', async () => {
    const { store, open } = await openAll();
    const { room } = open();
    const receiver = await openReceiver();
    await room.add('shop', { ...everything, url: receiver.url }, null);
    const user = { id: 'u1', displayName: 'Ada', createdAt: moment, updatedAt: moment };
    const actor = { kind: 'user', name: 'ada', user } as const;
    await insertActivity(store.db, anActivity({ id: 'run', environment: 'preview', actor }));
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      payload: {
        actor: { kind: 'user', name: 'ada' },
        user: { id: 'u1', display_name: 'Ada', created_at: '2026-08-01T10:00:00.000000+00:00' },
        project: { id: 'shop' },
        environment: { name: 'preview', type: 'development', parent: 'main' },
      },
    });
  });

  it('are not told of what was not committed', async () => {
    const { store, open } = await openAll();
    const { room } = open();
    const receiver = await openReceiver();
    const { integration } = await room.add('shop', { ...everything, url: receiver.url }, null);
    const undone = inTransaction(store.db, async (transaction) => {
      await insertActivity(transaction, anActivity({ id: 'undone', project: 'shop' }));
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await room.deliveries(integration.id, null, 10)).toEqual([]);
  });

  it('are tried again under the same id, then given up, visible, and sent again when asked', async () => {
    const { open, begin } = await openAll();
    const { room } = open();
    const receiver = await openReceiver();
    receiver.answer = 503;
    const { integration } = await room.add('shop', { ...everything, url: receiver.url }, null);
    await begin('run');
    const dead = () => room.deliveries(integration.id, 'dead', 10);
    await expect.poll(async () => (await dead()).length, { timeout: 10_000 }).toBe(1);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(idsOf(receiver.received)).size).toBe(1);
    const [given] = await dead();
    expect(given).toMatchObject({ attempts: 3, lastStatus: 503, lastError: 'it answered 503' });
    receiver.answer = 200;
    if (given !== undefined) await room.sendAgain(given);
    await expect.poll(async () => (await room.deliveries(integration.id, 'delivered', 10)).length).toBe(1);
    expect(idsOf(receiver.received)[3]).toBe(given?.id);
  });

  it('get what was under way when the server went away, under the id it had', async () => {
    const { open, begin } = await openAll({ attempts: 5, firstPauseMilliseconds: 100 });
    const first = open();
    const receiver = await openReceiver();
    receiver.answer = null;
    await first.room.add('shop', { ...everything, url: receiver.url }, null);
    await begin('run');
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    await first.stop();
    receiver.answer = 204;
    open();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(new Set(idsOf(receiver.received)).size).toBe(1);
  });

  it('that do not answer hold up no other', async () => {
    const { open, begin } = await openAll();
    const { room } = open();
    const [slow, quick] = [await openReceiver(), await openReceiver()];
    slow.answer = null;
    await room.add('shop', { ...everything, url: slow.url }, null);
    for (let n = 0; n < 20; n++) await begin(`before-${n}`);
    await room.add('shop', { ...everything, url: quick.url }, null);
    await begin('after');
    await expect.poll(() => quick.received.length, { timeout: 900, interval: 10 }).toBe(1);
    expect(slow.received.length).toBeLessThanOrEqual(2);
  });

  it('reach no private address unless the operator lets them', async () => {
    const { open, begin } = await openAll();
    const { room } = open(false);
    const receiver = await openReceiver();
    const { integration } = await room.add('shop', { ...everything, url: receiver.url }, null);
    await begin('run');
    await expect.poll(async () => (await room.deliveries(integration.id, 'dead', 1)).length).toBe(1);
    expect(receiver.received).toEqual([]);
  });

  it('are forgotten with all that was on its way to them', async () => {
    const { open, begin } = await openAll();
    const { room } = open();
    const receiver = await openReceiver();
    receiver.answer = 500;
    const { integration } = await room.add('shop', { ...everything, url: receiver.url }, null);
    await begin('run');
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await room.remove(integration.id)).toBe(true);
    expect(await room.list('shop')).toEqual([]);
    expect(await room.deliveries(integration.id, null, 10)).toEqual([]);
  });
});
