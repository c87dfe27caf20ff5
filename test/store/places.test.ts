import { describe, expect, it } from 'vitest';
import { currentDeployment } from '../../src/store/deployments/current-deployment.ts';
import { findDeployment } from '../../src/store/deployments/find-deployment.ts';
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
