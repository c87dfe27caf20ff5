import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditEvent } from '../../src/identity/audit/audit-event.ts';
import { type DeletionMeans, deletionSteps } from '../../src/project/deletion-steps.ts';
import { openProjectDeletions } from '../../src/project/deletions.ts';
import { listAuditEvents } from '../../src/store/audit/list-audit-events.ts';
import { findProject } from '../../src/store/projects/find-project.ts';
import { markDeletion } from '../../src/store/projects/mark-deletion.ts';
import type { Store } from '../../src/store/store.ts';
import { fillProject, rowsByTable } from '../store/projects/full-project.ts';
import { openStore, temporaryPath } from '../store/temporary-store.ts';

const ada = { kind: 'user', id: 'ada-id', name: 'ada' } as const;

const files = (project: string) => [
  `logs/${project}/aaaa.log`,
  `logs/applications/${project}/main-x/web.log`,
  `artifacts/${project}/aaaa/file`,
  `payloads/${project}/aaaa.json`,
  `repositories/${project}.git/objects/ab/cd`,
  `keys/acme/main--${project}.example.org.pem`,
  `keys/acme/shop.www.${project}.example.pem`,
];

function writeFiles(home: string, project: string): void {
  for (const file of files(project)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), project);
  }
}

const pathsOf = (home: string, project: string) =>
  readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes(project));

/** A store and a home with two projects, and what does the work in place of containers and disks, written down in order. */
async function openAll() {
  const store = await openStore(await temporaryPath());
  const home = mkdtempSync(join(tmpdir(), 'errand-deletions-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const project of ['doomed', 'kept']) {
    await fillProject(store, project, 2);
    writeFiles(home, project);
  }
  const done: string[] = [];
  const failing = new Set<string>();
  const act = (name: string) => async (): Promise<void> => {
    done.push(name);
    if (failing.has(name)) throw new Error(`${name} does not work`);
  };
  const means: DeletionMeans = {
    store,
    home,
    serverDomain: 'example.org',
    changes: { endAll: act('changes') },
    runs: { endAll: act('runs') },
    clusters: { stop: act('cluster') },
    removeNetwork: act('network'),
    volumes: {
      list: async () => [{ id: 'doomed.main-x.app.web', sizeMiB: 1 }],
      delete: act('volume'),
    },
    data: { forget: act('backup') },
    builder: { forget: act('cache') },
    slugs: { remove: act('slug') },
  };
  return { store, home, done, failing, means };
}

function open(means: DeletionMeans) {
  const events: AuditEvent[] = [];
  const gone: string[] = [];
  const deletions = openProjectDeletions({
    ...means,
    audit: { record: (event) => void events.push(event) },
    log: pino({ level: 'silent' }),
    onGone: async (project) => void gone.push(project),
  });
  onTestFinished(() => deletions.close());
  return { deletions, events, gone };
}

const untilFailed = (store: Store) =>
  expect.poll(async () => (await findProject(store.db, 'doomed'))?.deletion?.failure ?? null);
const untilGone = (store: Store) => expect.poll(() => findProject(store.db, 'doomed')).toBeNull();

describe('a deletion', () => {
  it('ends what runs before it takes anything away, and leaves nothing', async () => {
    const { store, home, done, means } = await openAll();
    const kept = await rowsByTable(store.db, 'kept');
    const { deletions, gone } = open(means);
    await deletions.begin('doomed', ada);
    await untilGone(store);
    await deletions.close();
    const both = (name: string) => [name, name];
    const ends = ['changes', ...both('runs'), ...both('cluster'), ...both('network')];
    expect(done.slice(0, ends.length).toSorted()).toEqual(ends.toSorted());
    expect(done.slice(ends.length)).toEqual(['volume', 'backup', 'cache', 'slug']);
    expect(pathsOf(home, 'doomed')).toEqual([]);
    expect(Object.values(await rowsByTable(store.db, 'doomed')).filter((count) => count > 0)).toEqual([]);
    expect(files('kept').filter((file) => !pathsOf(home, 'kept').includes(file))).toEqual([]);
    expect(await rowsByTable(store.db, 'kept')).toEqual(kept);
    expect(gone).toEqual(['doomed']);
    expect(await listAuditEvents(store.db, { project: 'doomed', limit: 5 })).toMatchObject([
      { actor: ada, operation: 'project:delete', result: 'done', status: null },
    ]);
  });

  it.each([
    ['changes', 'ending what runs of it'],
    ['runs', 'ending what runs of it'],
    ['cluster', 'ending what runs of it'],
    ['network', 'ending what runs of it'],
    ['volume', 'removing its disks and backups'],
    ['backup', 'removing its disks and backups'],
    ['cache', 'removing its builds'],
    ['slug', 'removing its builds'],
  ])('that fails at the %s says so, and is repeated as a whole', async (name, step) => {
    const { store, home, failing, means } = await openAll();
    const { deletions, events } = open(means);
    failing.add(name);
    await deletions.begin('doomed', ada);
    await untilFailed(store).toBe(`${step} failed: ${name} does not work`);
    expect(events).toMatchObject([{ actor: ada, result: 'failed', reason: 'internal' }]);
    // What has not been asked for again stays as it is.
    expect(pathsOf(home, 'doomed').length).toBeGreaterThan(0);
    failing.clear();
    await deletions.begin('doomed', { kind: 'user', id: 'eve', name: 'eve' });
    await untilGone(store);
    expect(pathsOf(home, 'doomed')).toEqual([]);
  });

  it.each(deletionSteps.map(({ name }) => name))('is finished by the next server after %s', async (name) => {
    const { store, home, means } = await openAll();
    const before = deletionSteps.slice(0, deletionSteps.findIndex((step) => step.name === name) + 1);
    // As a kill -9 leaves it: written down, and some steps taken.
    const project = await markDeletion(store.db, 'doomed', ada, new Date());
    const deletion = project.deletion ?? { by: ada, askedAt: new Date(0), failure: null };
    for (const step of before) await step.work(means, { ...project, deletion });
    const { deletions } = open(means);
    await deletions.resume();
    await untilGone(store);
    expect(pathsOf(home, 'doomed')).toEqual([]);
    expect(await listAuditEvents(store.db, { project: 'doomed', limit: 5 })).toMatchObject([{ actor: ada }]);
  });

  it('that is asked for many times at once is carried out once', async () => {
    const { store, done, means } = await openAll();
    const { deletions, gone } = open(means);
    await Promise.all([1, 2, 3, 4].map(() => deletions.begin('doomed', ada)));
    await untilGone(store);
    await deletions.close();
    expect(gone).toEqual(['doomed']);
    expect(done.filter((name) => name === 'changes')).toHaveLength(1);
    await expect(deletions.begin('doomed', ada)).rejects.toMatchObject({ code: 'project_not_found' });
  });

  it('begins no further step once the server stops', async () => {
    const { store, done, means } = await openAll();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { deletions } = open({ ...means, changes: { endAll: () => promise } });
    await deletions.begin('doomed', ada);
    const closed = deletions.close();
    resolve();
    await closed;
    expect(done).not.toContain('volume');
    expect(await findProject(store.db, 'doomed')).toMatchObject({ deletion: { failure: null } });
  });

  it('of a project with the name of a folder of logs leaves what is in that of others', async () => {
    const { store, home, means } = await openAll();
    await fillProject(store, 'applications');
    writeFiles(home, 'applications');
    await open(means).deletions.begin('applications', ada);
    await expect.poll(() => findProject(store.db, 'applications')).toBeNull();
    expect(pathsOf(home, 'applications').filter((path) => !path.startsWith('logs'))).toEqual([]);
    expect(readdirSync(join(home, 'logs/applications'))).toEqual(['doomed', 'kept']);
  });
});
