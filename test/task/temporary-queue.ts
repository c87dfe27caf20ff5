import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openArtifacts } from '../../src/artifact/artifacts.ts';
import type { EventLog } from '../../src/observe/event-log.ts';
import { createCipher } from '../../src/secret/cipher.ts';
import { newSecretKey } from '../../src/secret/secret-key.ts';
import type { Store } from '../../src/store/store.ts';
import { createQueueRunner, type QueueRunner } from '../../src/task/queue-runner.ts';
import { nobodyWatches } from '../../src/task/run-observer.ts';
import { openRunPayloads } from '../../src/task/run-payloads.ts';
import type { Stage } from '../../src/task/stage.ts';
import { silent, temporaryLogs } from '../activity/log/temporary-logs.ts';
import { actor, aDeployment, anEnvironment } from '../store/samples.ts';

/** A real queue on a store, closed and gone at the end of the test. */
export async function openQueue(store: Store, log: EventLog = silent): Promise<QueueRunner> {
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

/** Where no container can be made: a run that left the queue ends at once. */
export const barren: Stage = {
  deployment: aDeployment(),
  environment: anEnvironment(),
  reserve: ({ id }) => `c-${id}`,
  release: () => Promise.resolve(),
  prepare: () => Promise.reject(new Error('there are no containers here')),
  prepareCommand: () => Promise.reject(new Error('there are no containers here')),
  close: () => Promise.resolve(),
};
