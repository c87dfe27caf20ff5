import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireFreeName, requireStillThere, whyNameTaken } from '../../src/deploy/free-name.ts';
import { createGitReceiver } from '../../src/deploy/git-push.ts';
import { machineName } from '../../src/deploy/machine-name.ts';
import { openEnvironment } from '../../src/deploy/open-environment.ts';
import { createPushDeployer } from '../../src/deploy/push-deployer.ts';
import { branchEnvironment } from '../../src/environment/branch.ts';
import { startChange } from '../../src/environment/environment-parts.ts';
import { hostLabel } from '../../src/router/host-name.ts';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { findEnvironment } from '../../src/store/environments/find-environment.ts';
import { upsertEnvironment } from '../../src/store/environments/upsert-environment.ts';
import { silent } from '../activity/log/temporary-logs.ts';
import { anEnvironment, aProject } from '../store/samples.ts';
import { filledStore } from '../store/temporary-store.ts';

const shop = aProject();
const actor = { kind: 'user', name: 'ada' } as const;
/** Written out, the host name of an environment whose own name is not fit for one. */
const copied = hostLabel('Release/1');

/** With `Release/1`, and with an environment that has the machine name of `victim`, as if somebody had searched for it. */
async function openStore() {
  const store = await filledStore();
  await openEnvironment(store.db, shop, 'Release/1');
  const searched = anEnvironment({ name: 'searched', machineName: machineName('victim') });
  await upsertEnvironment(store.db, searched);
  return store;
}

/** Every way to it throws: nothing may have been done yet. */
const nothing = () => {
  throw new Error('not to be reached');
};

/** Keeps a change waiting for its turn. */
function heldChanges() {
  const waiting: ((context: unknown) => Promise<unknown>)[] = [];
  return {
    changes: { start: async (_: unknown, work: (typeof waiting)[0]) => waiting.push(work) },
    goOn: async () => waiting[0]?.({ signal: new AbortController().signal }),
  };
}

test.each([
  [copied, 'Release/1'],
  ['victim', 'searched'],
])('%s is no name for another environment, and %s is named', async (name, other) => {
  const { db } = await openStore();
  expect(await whyNameTaken(db, shop, name)).toContain(`would be that of ${other}`);
  const refused = { code: 'conflict', message: expect.stringContaining(other) };
  await expect(requireFreeName(db, shop, name)).rejects.toMatchObject(refused);
  await expect(openEnvironment(db, shop, name)).rejects.toMatchObject(refused);
  expect(await findEnvironment(db, 'shop', name)).toBeNull();
});

test('a name that is there, or like no other, is free', async () => {
  const { db } = await openStore();
  for (const name of ['searched', 'Release/1', 'release/1', 'main', 'another'])
    expect(await whyNameTaken(db, shop, name)).toBeNull();
});

test('the names of the default branch are its own before it was pushed', async () => {
  const { db } = await filledStore();
  const unpushed = aProject({ defaultBranch: 'Release/1' });
  expect(await whyNameTaken(db, unpushed, copied)).toContain('Release/1');
  expect(await whyNameTaken(db, unpushed, 'Release/1')).toBeNull();
});

test('git refuses the push of such a branch before anything changes', async () => {
  const store = await openStore();
  const parts = { store, logs: {} as never, deployer: { pushCommit: nothing }, urlOf: nothing };
  const receiver = createGitReceiver(parts, { project: shop, actor, refusal: async () => null });
  const update = { reference: `refs/heads/${copied}`, before: null, after: '1'.repeat(40) };
  const check = (updates: readonly (typeof update)[]) =>
    receiver.check({ hook: 'pre-receive', updates, options: [] });
  expect(await check([update])).toMatch(/^errand: .*Release\/1/);
  expect(await check([{ ...update, reference: 'refs/heads/main' }])).toBeNull();
});

test('an archive for such a name changes no repository', async () => {
  const store = await openStore();
  const deployer = createPushDeployer({ store, repositoryOf: nothing } as never);
  const push = deployer.push({
    project: 'shop',
    environment: copied,
    archivePath: join(tmpdir(), 'errand-no-archive'),
    actor,
  });
  await expect(push).rejects.toMatchObject({ code: 'conflict' });
});

test('a branch of such a name is not made', async () => {
  const store = await openStore();
  const request = { project: shop, environment: anEnvironment(), actor };
  const options = { name: copied, title: '', type: 'development', cloneParent: true } as const;
  const branching = branchEnvironment({ store, repositoryOf: nothing } as never, request, options);
  await expect(branching).rejects.toMatchObject({ code: 'conflict' });
});

test('a change that waited while its environment was deleted does nothing', async () => {
  const store = await filledStore();
  const environment = anEnvironment({ name: 'preview' });
  const { changes, goOn } = heldChanges();
  const about = { type: 'environment.restore', text: 'restored', takes: null } as const;
  const parts = { store, changes } as never;
  await startChange(parts, { project: shop, environment, actor }, about, nothing);
  await requireStillThere(store.db, environment);
  await changeEnvironment(store.db, 'shop', 'preview', { status: 'deleted' });
  await expect(goOn()).rejects.toMatchObject({ code: 'environment_not_found' });
});

test('a push that waited while its environment was deleted does nothing', async () => {
  const store = await filledStore();
  const { changes, goOn } = heldChanges();
  const repositoryOf = async () => ({ treeOf: async () => 'tree' });
  const deployer = createPushDeployer({ store, changes, repositoryOf, log: silent } as never);
  const options = { activate: true, parent: null, unknown: [] };
  await deployer.pushCommit({ project: shop, branch: 'preview', commit: 'c', before: null, options, actor });
  await changeEnvironment(store.db, 'shop', 'preview', { status: 'deleted' });
  await expect(goOn()).rejects.toMatchObject({ code: 'environment_not_found' });
});
