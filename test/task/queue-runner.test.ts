import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openArtifacts } from '../../src/artifact/artifacts.ts';
import type { EventLog } from '../../src/observe/event-log.ts';
import { createCipher } from '../../src/secret/cipher.ts';
import { newSecretKey } from '../../src/secret/secret-key.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import type { Store } from '../../src/store/store.ts';
import { createQueueRunner } from '../../src/task/queue-runner.ts';
import { nobodyWatches } from '../../src/task/run-observer.ts';
import { openRunPayloads } from '../../src/task/run-payloads.ts';
import type { Stage } from '../../src/task/stage.ts';
import { silent, temporaryLogs } from '../activity/log/temporary-logs.ts';
import { actor, aDeployment, anEnvironment } from '../store/samples.ts';
import { acceptRuns, filledStore } from '../store/temporary-store.ts';

/** Where no container can be made: a run that left the queue ends at once. */
const barren: Stage = {
  deployment: aDeployment(),
  environment: anEnvironment(),
  reserve: ({ id }) => `c-${id}`,
  release: () => Promise.resolve(),
  prepare: () => Promise.reject(new Error('there are no containers here')),
  prepareCommand: () => Promise.reject(new Error('there are no containers here')),
  close: () => Promise.resolve(),
};

async function openQueue(store: Store, log: EventLog) {
  const folder = await mkdtemp(join(tmpdir(), 'errand-queue-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const queue = createQueueRunner({
    store,
    logs: await temporaryLogs(),
    log,
    payloads: openRunPayloads(join(folder, 'payloads')),
    cipher: createCipher([newSecretKey()]),
    observer: nobodyWatches,
    artifacts: openArtifacts(join(folder, 'artifacts')),
    runsAtOnce: 3,
    operatorLimits: () => ({ tasks: {} }),
    longestChain: 10,
    graceMilliseconds: 10,
  });
  onTestFinished(() => queue.close(actor, 'stop'));
  return queue;
}

test('P18: a queue that the store could not give once is looked at again, though nobody calls', async () => {
  const store = await filledStore();
  const [run] = await acceptRuns(store, 1);
  const id = run?.id ?? '';
  await sql`create trigger full before update on runs begin select raise(fail, 'disk full'); end`.execute(
    store.db,
  );
  const said: string[] = [];
  const log = { ...silent, error: (_: unknown, text: string) => void said.push(text) } as EventLog;
  const queue = await openQueue(store, log);
  const chosen: string[] = [];
  const released: string[] = [];
  queue.setStage('shop', 'main', {
    ...barren,
    reserve: (next) => {
      chosen.push(next.id);
      return `c-${next.id}`;
    },
    release: async (next) => void released.push(next.id),
  });
  await expect.poll(() => said).toContain('the queue could not be read');
  expect((await findRun(store.db, id))?.state).toBe('queued');
  // Or a container would wait for ever each time.
  expect(released).toEqual(chosen);
  await sql`drop trigger full`.execute(store.db);
  await expect.poll(async () => (await findRun(store.db, id))?.outcome?.kind).toBe('start_failed');
  expect(chosen).toEqual([...released, id]);
});
