import type { SigningKey } from '../identity/signing-key.ts';
import type { EventLog } from '../observe/event-log.ts';
import { deleteAuditEventsBefore } from '../store/audit/delete-audit-events.ts';
import { deleteExpiredOAuthRecords } from '../store/oauth/delete-oauth-records.ts';
import type { Store } from '../store/store.ts';

export interface UpkeepParts {
  readonly store: Store;
  readonly key: SigningKey;
  readonly log: EventLog;
  readonly keyRotationDays: number;
  readonly auditDays: number;
}

const dayMs = 86_400_000;
const everyMs = 6 * 3_600_000;

/** Replaces a signing key that has become old, forgets expired grants and what the audit log need not keep. */
export async function keepUp(
  { store, key, keyRotationDays, auditDays }: UpkeepParts,
  now: Date,
): Promise<void> {
  if (now.getTime() - key.createdAt.getTime() > keyRotationDays * dayMs) await key.rotate(now);
  await deleteExpiredOAuthRecords(store.db, now);
  await deleteAuditEventsBefore(store.db, new Date(now.getTime() - auditDays * dayMs));
}

/** Does so now and four times a day, until `stack` closes. */
export function startUpkeep(parts: UpkeepParts, stack: AsyncDisposableStack): void {
  let last = Promise.resolve();
  const once = () => {
    last = keepUp(parts, new Date()).catch((error: unknown) => {
      parts.log.error({ err: error }, 'keys, grants and audit log could not be looked after');
    });
  };
  once();
  const timer = setInterval(once, everyMs).unref();
  stack.defer(() => {
    clearInterval(timer);
    return last;
  });
}
