import type { Activity } from '../../activity/activity.ts';
import { refuseDeleting } from '../../project/refuse-deleting.ts';
import type { Run } from '../../task/run.ts';
import { insertActivities } from '../activities/insert-activity.ts';
import { claimIdempotencyKey, type IdempotencyKey } from '../idempotency-keys/claim-idempotency-key.ts';
import { inSharedBatch } from '../in-shared-transaction.ts';
import { insertTogether } from '../insert-together.ts';
import { listIntegrations } from '../integrations/list-integrations.ts';
import { recalled } from '../memory.ts';
import { findProject } from '../projects/find-project.ts';
import { requireOpenProject } from '../projects/require-open-project.ts';
import type { Database, Store } from '../store.ts';
import { runColumns, toRunRow } from './run-row.ts';

export interface AcceptedRun {
  readonly run: Run;
  readonly activity: Activity;
  readonly idempotencyKey?: IdempotencyKey | null;
  /** Looks at the queue as it is in this transaction; what it throws leaves nothing stored. */
  readonly check?: ((transaction: Database) => Promise<void>) | null;
}

/** `accepted`: stored. Otherwise nothing was: the key stands for another activity, of the same trigger or not. */
export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'known'; readonly activity: string; readonly sameTrigger: boolean };

interface Accepting extends AcceptedRun {
  readonly db: Database;
}

/** Stores a run, its activity and its key, all or none; when this resolves they are on disk. Errors: those of `requireOpenProject`. */
export function acceptRun({ db }: Pick<Store, 'db'>, accepted: AcceptedRun): Promise<Acceptance> {
  return inSharedBatch(db, acceptTogether, { ...accepted, db });
}

async function acceptTogether(
  transaction: Database,
  all: readonly Accepting[],
): Promise<readonly Acceptance[]> {
  const results: Acceptance[] = [];
  let unwritten: Accepting[] = [];
  for (const accepting of all) {
    const known = await claimKey(transaction, accepting);
    results.push(known ?? { kind: 'accepted' });
    if (known !== null) continue;
    if (accepting.check != null) {
      // It has to see those before it.
      await write(transaction, unwritten);
      unwritten = [];
      await accepting.check(transaction);
    }
    unwritten.push(accepting);
  }
  await write(transaction, unwritten);
  return results;
}

async function claimKey(
  transaction: Database,
  { idempotencyKey = null, activity, run }: AcceptedRun,
): Promise<Acceptance | null> {
  if (idempotencyKey === null) return null;
  const known = await claimIdempotencyKey(transaction, idempotencyKey, activity.id, run.createdAt);
  if (known === null) return null;
  const sameTrigger = known.fingerprint === idempotencyKey.fingerprint;
  return { kind: 'known', activity: known.activity, sameTrigger };
}

/** As with integrations: nothing here changes a project, so the memory has what the transaction would read. */
async function refuseClosed(db: Database, transaction: Database, id: string): Promise<void> {
  const project = await recalled(db, `project\0${id}`, () => findProject(transaction, id));
  if (project === null) await requireOpenProject(transaction, id);
  else refuseDeleting(project);
}

async function write(transaction: Database, accepted: readonly Accepting[]): Promise<void> {
  const [first] = accepted;
  if (first === undefined) return;
  // This transaction changes no integration, so what the memory has of them is what it would read.
  const integrationsOf = async (project: string) =>
    (await recalled(first.db, `integrations\0${project}`, () => listIntegrations(transaction, project))) ??
    [];
  for (const project of new Set(accepted.map(({ run }) => run.project)))
    await refuseClosed(first.db, transaction, project);
  const activities = accepted.map(({ activity }) => activity);
  await insertActivities(transaction, activities, integrationsOf);
  const rows = accepted.map(({ run }) => toRunRow(run));
  await insertTogether(transaction, 'runs', runColumns, rows);
}
