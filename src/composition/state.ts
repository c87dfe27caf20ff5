import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinished } from '../activity/activity.ts';
import { type ActivityLogs, openActivityLogs } from '../activity/log/activity-logs.ts';
import { LogWriters } from '../activity/log/pump/log-writers.ts';
import { type OpenAuditTrail, openAuditTrail } from '../identity/audit/trail.ts';
import { type Authority, loadAuthority } from '../identity/authority.ts';
import { loadCookieKey } from '../identity/cookie-key.ts';
import { loadSigningKey, type SigningKey } from '../identity/signing-key.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { Cipher } from '../secret/cipher.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { openStore } from '../store/open.ts';
import { ownDatabase } from '../store/postgres/ownership.ts';
import type { Store } from '../store/store.ts';
import { openSecretKeys, type SecretKeys } from './secret-keys.ts';
import type { Settings } from './settings/settings.ts';
import { refuseMoved, storeLocation } from './store-location.ts';

/** What the server keeps under its home. */
export interface State {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly logWriters: LogWriters;
  readonly key: SigningKey;
  readonly audit: OpenAuditTrail;
  readonly cookieKey: string;
  readonly authority: Authority;
  readonly secrets: SecretKeys;
  /** Seals what is secret in the store. */
  readonly cipher: Cipher;
}

/** The home, for root alone, without sources that a former server was about to take in when it was killed. */
export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  await rm(join(home, 'imports'), { recursive: true, force: true });
}

async function openOwnStore(settings: Settings, log: StateLog, stack: AsyncDisposableStack): Promise<Store> {
  const { databaseUrl } = settings.store;
  if (databaseUrl === null) await refuseMoved(settings.home);
  const store = await openStore(storeLocation(settings));
  stack.defer(() => store.close());
  if (databaseUrl === null) return store;
  const ownership = await ownDatabase(databaseUrl, () => {
    log.fatal(
      'another server has taken the database over; this one ends at once and leaves its containers running',
    );
    process.exit(1);
  });
  stack.defer(() => ownership.release());
  return store;
}

interface StateLog extends Pick<EventLog, 'info' | 'error'> {
  fatal(message: string): void;
}

/** ERRAND_SECRET_KEY, and takes it out of what programs inherit. */
function takeSecretKey(): string | undefined {
  const { ERRAND_SECRET_KEY: given } = process.env;
  delete process.env.ERRAND_SECRET_KEY;
  return given;
}

/** A server whose secrets cannot be read still serves everything else. */
async function finishRotation(secrets: SecretKeys, log: StateLog): Promise<void> {
  try {
    const { keyId, resealed } = await secrets.finishRotation();
    if (resealed > 0) log.info({ keyId, resealed }, 'secrets were sealed with the current key');
  } catch (error) {
    log.error({ error }, 'some secrets cannot be read');
  }
}

/** Opens store, logs and keys; `stack` closes them. Errors: `store_in_use`, `store_unreachable`, `secret_key_invalid`. */
export async function openState(
  settings: Settings,
  log: StateLog,
  stack: AsyncDisposableStack,
): Promise<State> {
  const { home } = settings;
  const store = await openOwnStore(settings, log, stack);
  const logWriters = new LogWriters({ directory: join(settings.runtimeDirectory, 'checkpoints') });
  const logs = openActivityLogs({
    writers: logWriters,
    directory: join(home, 'logs'),
    async isFinished(project, id) {
      const activity = await findActivity(store.db, project, id);
      return activity === null || isFinished(activity.state);
    },
  });
  stack.defer(() => logs.close());
  const key = await loadSigningKey(join(home, 'keys'));
  const authority = await loadAuthority(join(home, 'keys'), []);
  const secrets = await openSecretKeys(join(home, 'keys', 'secret.key'), takeSecretKey(), store.db);
  await finishRotation(secrets, log);
  const cookieKey = await loadCookieKey(join(home, 'keys'));
  const audit = openAuditTrail(store.db, log);
  stack.defer(() => audit.close());
  return { store, logs, logWriters, key, audit, cookieKey, authority, secrets, cipher: secrets.cipher };
}
