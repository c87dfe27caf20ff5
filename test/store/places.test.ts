import { describe, expect, it } from 'vitest';
import { currentDeployment } from '../../src/store/deployments/current-deployment.ts';
import { findDeployment } from '../../src/store/deployments/find-deployment.ts';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { findEnvironment } from '../../src/store/environments/find-environment.ts';
import { listEnvironments } from '../../src/store/environments/list-environments.ts';
import { setDeployment } from '../../src/store/environments/set-deployment.ts';
import { upsertEnvironment } from '../../src/store/environments/upsert-environment.ts';
import { findProject } from '../../src/store/projects/find-project.ts';
import { insertProject } from '../../src/store/projects/insert-project.ts';
import { listProjects } from '../../src/store/projects/list-projects.ts';
import { aDeployment, anEnvironment, aProject } from './samples.ts';
import { filledStore } from './temporary-store.ts';

describe('projects', () => {
  it('are found by id and listed by title', async () => {
    const { db } = await filledStore();
    const blog = aProject({ id: 'zz', title: 'Blog' });
    await insertProject(db, blog);
    expect(await findProject(db, 'zz')).toEqual(blog);
    expect(await findProject(db, 'nothing')).toBeNull();
    expect((await listProjects(db)).map(({ title }) => title)).toEqual(['Blog', 'Shop']);
  });

  it('are not made twice', async () => {
    const { db } = await filledStore();
    await expect(insertProject(db, aProject())).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('environments', () => {
  it('are made where they are missing and left alone where they are not', async () => {
    const { db } = await filledStore();
    const stored = await upsertEnvironment(db, anEnvironment({ type: 'staging' }));
    expect(stored).toEqual(anEnvironment());
    const made = anEnvironment({ name: 'feature', parent: 'main' });
    expect(await upsertEnvironment(db, made)).toEqual(made);
    expect(await findEnvironment(db, 'shop', 'feature')).toEqual(made);
    expect(await findEnvironment(db, 'shop', 'nothing')).toBeNull();
    expect((await listEnvironments(db, 'shop')).map(({ name }) => name)).toEqual([
      'feature',
      'main',
      'preview',
    ]);
  });

  it('never share a machine name, but with one that is gone', async () => {
    const { db } = await filledStore();
    const namesake = anEnvironment({ name: 'searched', machineName: 'main-bvxea6i' });
    const refused = { code: 'conflict', message: expect.stringContaining('with main') };
    await expect(upsertEnvironment(db, namesake)).rejects.toMatchObject(refused);
    expect(await findEnvironment(db, 'shop', 'searched')).toBeNull();
    await insertProject(db, aProject({ id: 'other' }));
    await upsertEnvironment(db, { ...namesake, project: 'other' });
    await changeEnvironment(db, 'shop', 'main', { status: 'deleted' });
    expect(await upsertEnvironment(db, namesake)).toEqual(namesake);
    await expect(upsertEnvironment(db, anEnvironment())).rejects.toMatchObject({ code: 'conflict' });
    await changeEnvironment(db, 'shop', 'searched', { status: 'deleted' });
    expect(await upsertEnvironment(db, anEnvironment())).toEqual(anEnvironment());
  });

  it('that get the same machine name at the same moment are one and a refusal', async () => {
    const { db } = await filledStore();
    const names = ['one', 'two', 'three', 'four'];
    const made = await Promise.allSettled(
      names.map((name) => upsertEnvironment(db, anEnvironment({ name, machineName: 'x-aaaaaaa' }))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of made)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
  });

  it('cannot share a machine name by whatever way', async () => {
    const { db } = await filledStore();
    const rename = db.updateTable('environments').set({ machine_name: 'main-bvxea6i' });
    await expect(rename.where('name', '=', 'preview').execute()).rejects.toThrow(/unique/i);
  });

  it('belong to a project that exists', async () => {
    const { db } = await filledStore();
    await expect(upsertEnvironment(db, anEnvironment({ project: 'nothing' }))).rejects.toThrow(
      /foreign key/i,
    );
  });
});

describe('deployments', () => {
  it('come back as they were stored', async () => {
    const { db } = await filledStore();
    expect(await findDeployment(db, 'deployment-1')).toEqual(aDeployment());
    expect(await findDeployment(db, 'nothing')).toBeNull();
  });

  it('are current in an environment once they were set', async () => {
    const { db } = await filledStore();
    expect(await currentDeployment(db, 'shop', 'main')).toBeNull();
    await setDeployment(db, 'shop', 'main', 'deployment-1');
    expect(await currentDeployment(db, 'shop', 'main')).toEqual(aDeployment());
    expect(await currentDeployment(db, 'shop', 'preview')).toBeNull();
    expect(await findEnvironment(db, 'shop', 'main')).toMatchObject({ deployment: 'deployment-1' });
  });

  it('need an environment to be set in', async () => {
    const { db } = await filledStore();
    const setting = setDeployment(db, 'shop', 'nothing', 'deployment-1');
    await expect(setting).rejects.toMatchObject({ code: 'environment_not_found' });
  });
});
