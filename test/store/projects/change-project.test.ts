import { describe, expect, it } from 'vitest';
import { findEnvironment } from '../../../src/store/environments/find-environment.ts';
import { changeProject } from '../../../src/store/projects/change-project.ts';
import { findProject } from '../../../src/store/projects/find-project.ts';
import { filledStore } from '../temporary-store.ts';

describe('a project', () => {
  it('is changed in what is named, and nothing else', async () => {
    const { db } = await filledStore();
    const before = await findProject(db, 'shop');
    const change = { title: 'Store', description: 'It sells.', timezone: 'Europe/Berlin' };
    const changed = await changeProject(db, 'shop', change);
    expect(changed).toEqual({ ...before, ...change, updatedAt: changed.updatedAt });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? Number.NaN);
    expect(await findProject(db, 'shop')).toEqual(changed);
  });

  it('gets another default environment, which stands above the others from then on', async () => {
    const { db } = await filledStore();
    expect(await findEnvironment(db, 'shop', 'preview')).toMatchObject({ parent: 'main' });
    await changeProject(db, 'shop', { defaultBranch: 'preview' });
    expect(await findProject(db, 'shop')).toMatchObject({ defaultBranch: 'preview' });
    expect(await findEnvironment(db, 'shop', 'preview')).toMatchObject({ parent: null });
  });

  it('keeps its default environment where the new one is none', async () => {
    const { db } = await filledStore();
    await expect(changeProject(db, 'shop', { title: 'New', defaultBranch: 'nothing' })).rejects.toMatchObject(
      { code: 'environment_not_found' },
    );
    expect(await findProject(db, 'shop')).toMatchObject({ title: 'Shop', defaultBranch: 'main' });
    await expect(changeProject(db, 'nothing', {})).rejects.toMatchObject({ code: 'project_not_found' });
  });
});
