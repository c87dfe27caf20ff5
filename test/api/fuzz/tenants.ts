import type { Rooms } from '../../../src/api/rooms.ts';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import { insertBackup } from '../../../src/store/backups/insert-backup.ts';
import { putGrant } from '../../../src/store/user-access/put-grant.ts';
import { insertUser } from '../../../src/store/users/insert-user.ts';
import { addEnvironment, aUser } from '../filled-store.ts';
import { aFinishedActivity } from '../sample-activity.ts';
import { aWorkload, openTestApi, type TestApi } from '../test-api.ts';

/** Whatever of the other tenant's has this in it is nobody's business but theirs. */
export const mark = 'zqbank';

const bank = 'zqbankproject';
export const ids = {
  shop: { project: 'shop', environment: 'main', user: 'mallory', activity: 'shopactivity1', task: 'report' },
  bank: {
    project: bank,
    environment: 'zqbankvault',
    user: 'zqbankteller',
    activity: 'zqbankactivit',
    backup: 'zqbankbackup1',
  },
} as const;

export interface Caller {
  readonly name: string;
  /** Null: nobody. */
  readonly authorization: string | null;
  /** Whether the other tenant is theirs too. */
  readonly seesAll: boolean;
}

export interface Tenants {
  readonly opened: TestApi;
  readonly callers: readonly Caller[];
}

/**
 * Git is another program, and the followers of a log leave when they like. Of a project that is being deleted all that comes later
 * would be refused alike.
 */
function withoutPrograms(rooms: Rooms): Rooms {
  const projects = { ...rooms.projects, delete: async () => undefined };
  return {
    ...rooms,
    projects,
    git: { serve: async (_asked, response) => void response.writeHead(200).end() },
  };
}

async function must(opened: TestApi, method: 'POST', url: string, payload: object): Promise<void> {
  const { status, body } = await opened.ask({ method, url, payload });
  if (status >= 300) throw new Error(`${url}: ${status} ${JSON.stringify(body)}`);
}

async function openBank(opened: TestApi): Promise<void> {
  const { db } = opened.store;
  const { environment, user, activity, backup } = ids.bank;
  await must(opened, 'POST', '/projects', { id: bank, title: `${mark}-title`, default_branch: environment });
  await addEnvironment(db, bank, environment);
  await insertUser(
    db,
    aUser({ id: user, username: user, email: `${mark}@bank.example`, displayName: `${mark}-name` }),
  );
  const now = new Date();
  await putGrant(db, {
    userId: user,
    project: bank,
    access: { role: 'admin', types: {} },
    grantedAt: now,
    updatedAt: now,
  });
  await insertActivity(
    db,
    aFinishedActivity({
      id: activity,
      project: bank,
      environment,
      text: `${mark} ran`,
      parameters: { task: `${mark}-task` },
    }),
  );
  const kept = { commit: null, deployment: null, volumes: 1, sizeMiB: 1, isLive: true, createdAt: now };
  await insertBackup(db, { ...kept, id: backup, project: bank, environment });
  const variable = { name: `env:${mark.toUpperCase()}`, value: `${mark}-plain` };
  await must(opened, 'POST', `/projects/${bank}/variables`, variable);
  const secret = { name: 'env:SECRET', value: `${mark}-secret`, is_sensitive: true };
  await must(opened, 'POST', `/projects/${bank}/environments/${environment}/variables`, secret);
  await must(opened, 'POST', `/projects/${bank}/integrations`, {
    type: 'webhook',
    url: `https://${mark}.example.com/`,
  });
  await must(opened, 'POST', `/users/${user}/api-tokens`, { name: `${mark}-token` });
}

async function openShop(opened: TestApi): Promise<void> {
  const { db } = opened.store;
  const now = new Date();
  const grants = {
    mallory: { role: 'admin', types: {} },
    eve: { role: 'viewer', types: { production: 'contributor' } },
  } as const;
  for (const [id, access] of Object.entries(grants)) {
    await insertUser(db, aUser({ id, username: id, email: `${id}@shop.example` }));
    await putGrant(db, { userId: id, project: 'shop', access, grantedAt: now, updatedAt: now });
  }
  await insertActivity(db, aFinishedActivity({ id: ids.shop.activity }));
}

/** Two projects with all that a project has: the callers' own, and one that only the administrator may know of. */
export async function openTenants(): Promise<Tenants> {
  const opened = await openTestApi({ change: withoutPrograms });
  await openBank(opened);
  await openShop(opened);
  const person = async (name: string): Promise<Caller> => ({
    name,
    authorization: await opened.bearer({ kind: 'user', userId: name }, 900),
    seesAll: false,
  });
  const callers: readonly Caller[] = [
    await person('mallory'),
    await person('eve'),
    { name: 'web', authorization: await opened.bearer(aWorkload(), 900), seesAll: false },
    { name: 'nobody', authorization: null, seesAll: false },
    { name: 'the administrator', authorization: await opened.bearer(undefined, 900), seesAll: true },
  ];
  return { opened, callers };
}
