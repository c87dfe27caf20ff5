import { describe, expect, test } from 'vitest';
import { errand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';
import { scratchDirectory } from './source/scratch.ts';

const shop = { id: 'shop', title: 'Shop', default_branch: 'main' };
const blog = { id: 'blog', title: 'Blog', default_branch: 'trunk' };
const environments = [{ id: 'main' }, { id: 'feature/x' }];

async function tasksPath(
  words: readonly string[],
  cwd: string,
  projects = [shop],
): Promise<string | undefined> {
  await using api = await startFakeApi({ projects, environments });
  await errand(['task:list', ...words], { api, cwd });
  return api.requests.at(-1)?.url;
}

describe('which project', () => {
  test("the directory's, also from below", async () => {
    using scratch = scratchDirectory();
    scratch.write('.upsun/local/project.yaml', '# mine\nid: blog\n');
    scratch.write('deep/down/file');
    const path = await tasksPath([], `${scratch.path}/deep/down`, [shop, blog]);
    expect(path).toBe('/projects/blog/environments/trunk/tasks');
  });

  test('the one that is named, before all else', async () => {
    using scratch = scratchDirectory();
    scratch.write('.upsun/local/project.yaml', 'id: blog\n');
    expect(await tasksPath(['-p', 'shop'], scratch.path, [shop, blog])).toBe(
      '/projects/shop/environments/main/tasks',
    );
  });

  test('several and none named: an error that lists them', async () => {
    await using api = await startFakeApi({ projects: [shop, blog] });
    const { status, stderr } = await errand(['task:list'], { api });
    expect(stderr).toContain('Which project? There are: shop, blog.');
    expect(stderr).toContain('--project');
    expect(status).toBe(2);
  });

  test('none at all', async () => {
    await using api = await startFakeApi({ projects: [] });
    const { status, stderr } = await errand(['task:list'], { api });
    expect(stderr).toContain('The server has no project yet.');
    expect(status).toBe(8);
  });

  test('a project file without an id is an error', async () => {
    await using api = await startFakeApi();
    using scratch = scratchDirectory();
    scratch.write('.upsun/local/project.yaml', 'name: shop\n');
    expect((await errand(['task:list'], { api, cwd: scratch.path })).stderr).toContain(
      'it needs a line "id: …"',
    );
  });
});

describe('which environment', () => {
  test.each([
    ['feature/x', 'feature%2Fx'],
    ['not-deployed', 'main'],
    ['main', 'main'],
  ])('on the branch %s it is %s', async (branch, environment) => {
    using scratch = scratchDirectory();
    scratch.git('init', '-q', '-b', branch);
    expect(await tasksPath([], scratch.path)).toBe(`/projects/shop/environments/${environment}/tasks`);
  });

  test('the one that is named, without asking for the list: a token may see only that one (T7)', async () => {
    await using api = await startFakeApi({ environments });
    await errand(['task:list', '-e', 'pr-1'], { api });
    expect(api.requests.some(({ url }) => url.endsWith('/environments'))).toBe(false);
    expect(api.requests.at(-1)?.url).toBe('/projects/shop/environments/pr-1/tasks');
  });
});
