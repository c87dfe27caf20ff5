import { createHash } from 'node:crypto';
import type { Activity } from '../activity/activity.ts';
import { newActivityId } from '../activity/activity-id.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Cipher } from '../secret/cipher.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { acceptRun } from '../store/runs/accept-run.ts';
import type { Database, Store } from '../store/store.ts';
import type { Origin } from './chain.ts';
import { findOrigin } from './find-origin.ts';
import type { Run } from './run.ts';
import type { RunPayloads } from './run-payloads.ts';
import type { TriggerRequest } from './task-runner.ts';
import { sealTrigger } from './trigger-secrets.ts';

export interface AcceptParts {
  readonly store: Store;
  readonly payloads: RunPayloads;
  readonly cipher: Cipher;
  /** How many triggers by workloads may lead to a run. */
  readonly longestChain: number;
  /** Throws where the run could not begin at once. */
  readonly checkFree: (transaction: Database, request: TriggerRequest) => Promise<void>;
}

/** `run` is null where the trigger's key stood for the activity already. */
export interface Accepted {
  readonly run: Run | null;
  readonly activity: Activity;
}

async function checkTask(store: Store, request: TriggerRequest): Promise<void> {
  const deployment = await currentDeployment(store.db, request.project, request.environment);
  if (deployment === null) {
    throw new ErrandError(
      'not_deployed',
      `environment '${request.environment}' has no deployment yet; push to it first`,
    );
  }
  const tasks = Object.keys(deployment.definition.tasks);
  if (tasks.includes(request.task)) return;
  const existing = tasks.length === 0 ? 'it declares no tasks' : `its tasks are: ${tasks.join(', ')}`;
  throw new ErrandError(
    'task_not_found',
    `environment '${request.environment}' has no task '${request.task}'; ${existing}`,
    {
      details: { task: request.task, tasks },
    },
  );
}

function newRun(cipher: Cipher, request: TriggerRequest, now: Date): Run {
  const id = newActivityId();
  const { project, environment, task, actor, variables, payload } = request;
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const { delaySeconds, expiresSeconds } = request;
  return {
    id,
    project,
    environment,
    task,
    actor,
    state: 'queued',
    variables,
    sealedVariables: sealTrigger(cipher, id, request.secrets),
    options: {
      timeoutSeconds: request.timeoutSeconds,
      retries: request.retries,
      args: request.args,
      payload: payload === null ? null : describePayload(payload),
    },
    priority: request.priority,
    attempt: 1,
    containerId: null,
    deployment: null,
    createdAt: now,
    dueAt: delaySeconds === 0 ? null : later(delaySeconds),
    expiresAt: expiresSeconds === null ? null : later(delaySeconds + expiresSeconds),
    claimedAt: null,
    startedAt: null,
    stop: null,
    ending: null,
    endedAt: null,
    outcome: null,
  };
}

function describePayload(json: string) {
  return { bytes: Buffer.byteLength(json), sha256: createHash('sha256').update(json).digest('hex') };
}

function newActivity(
  { id, project, environment, task, actor, createdAt }: Run,
  origin: Origin | null,
): Activity {
  const text = `${actor.name} ran task ${task} on ${environment}`;
  const about = {
    type: 'environment.task',
    project,
    environment,
    actor,
    text,
    parameters: { task },
  } as const;
  const payload = origin === null ? {} : { triggered_by: origin };
  return { ...pendingActivity(about), id, payload, createdAt, updatedAt: createdAt };
}

async function knownActivity(store: Store, project: string, id: string): Promise<Activity> {
  const activity = await findActivity(store.db, project, id);
  if (activity !== null) return activity;
  throw new ErrandError(
    'activity_not_found',
    `The activity ${id} of this Idempotency-Key is not kept any more.`,
  );
}

/** Stores the trigger; null where its key stood for another one already, whose activity is the answer. */
async function store(parts: AcceptParts, request: TriggerRequest, run: Run, activity: Activity) {
  const { project, environment, task, idempotencyKey } = request;
  const { checkFree } = parts;
  const acceptance = await acceptRun(parts.store, {
    run,
    activity,
    idempotencyKey: idempotencyKey === null ? null : { project, environment, task, ...idempotencyKey },
    check: request.onLimit === 'reject' ? (transaction) => checkFree(transaction, request) : null,
  });
  if (acceptance.kind === 'accepted') return null;
  if (acceptance.sameTrigger) return knownActivity(parts.store, project, acceptance.activity);
  throw new ErrandError(
    'idempotency_conflict',
    'This Idempotency-Key came with another body before; a new trigger needs a new key.',
    { details: { activity: acceptance.activity } },
  );
}

/** Writes a trigger down: run and activity in one transaction. What this returned is never forgotten. */
export async function accept(parts: AcceptParts, request: TriggerRequest): Promise<Accepted> {
  await checkTask(parts.store, request);
  const origin = await findOrigin(parts.store.db, request, parts.longestChain);
  const run = newRun(parts.cipher, request, new Date());
  const { project, payload } = request;
  // Before the transaction: what is accepted has its payload. One that is not is removed, here or by the next start.
  if (payload !== null) await parts.payloads.write(project, run.id, payload);
  let isStored = false;
  try {
    const activity = newActivity(run, origin);
    const known = await store(parts, request, run, activity);
    isStored = known === null;
    return known === null ? { run, activity } : { run: null, activity: known };
  } finally {
    if (!isStored && payload !== null) await parts.payloads.remove(project, run.id);
  }
}
