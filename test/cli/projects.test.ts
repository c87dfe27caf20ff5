import { describe, expect, test } from 'vitest';
import { errand, startErrand, startErrandOnTerminal } from './fake/errand.ts';
import { type FakeApi, startFakeApi } from './fake/fake-api.ts';

const calls = ({ requests }: FakeApi) => requests.map(({ method, url }) => `${method} ${url}`);
const shop = { id: 'shop', title: 'Shop', default_branch: 'main', timezone: 'UTC' };
const open = { ...shop, status: { code: 'provisioned', message: 'ok' } };
const withStatus = (code: string, message: string) => ({
  'GET /projects/shop': { status: 200, body: { ...shop, status: { code, message } } },
});
const gone = { status: 404, body: { code: 404, error: 'project_not_found', message: 'There is none.' } };
const deleted = { 'DELETE /projects/shop': { status: 204, body: {} } };

describe('project:info', () => {
  test('shows all, one property, or a part of one', async () => {
    await using api = await startFakeApi({ projects: [open] });
    const info = (...words: string[]) => errand(['project:info', ...words, '-p', 'shop'], { api });
    expect((await info()).stdout).toMatch(/^PROPERTY +VALUE\nid +shop\ntitle +Shop\n/);
    expect((await info('title')).stdout).toBe('Shop\n');
    expect((await info('status.code')).stdout).toBe('provisioned\n');
    expect(JSON.parse((await info('status', '--json')).stdout)).toEqual(open.status);
    const unknown = await info('titel');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('no property "titel"; it has id, title, default_branch');
  });

  test('changes one property and says what it is now', async () => {
    const entity = { ...shop, title: 'New' };
    const body = { status: 'updated', code: 200, _embedded: { entity, activities: [] } };
    await using api = await startFakeApi({
      projects: [open],
      instead: { 'PATCH /projects/shop': { status: 200, body } },
    });
    const { status, stderr } = await errand(['project:info', 'title', 'New', '-p', 'shop'], { api });
    expect([status, stderr]).toEqual([0, '✔ title of shop is now: New\n']);
    expect(JSON.parse(api.bodyOf('PATCH /projects/shop'))).toEqual({ title: 'New' });
  });
});

describe('project:delete', () => {
  test('does nothing unasked, with or without a terminal', async () => {
    await using api = await startFakeApi({ projects: [open], instead: deleted });
    const piped = await errand(['project:delete', 'shop'], { api });
    expect(piped).toMatchObject({ status: 2, stderr: expect.stringContaining('Say --yes') });
    const running = startErrandOnTerminal(['project:delete', 'shop'], { api });
    await running.saw('will be deleted for good. Go on? [y/N]');
    running.process.stdin?.write('n\n');
    const { status, stdout } = await running.ended;
    expect([status, stdout]).toEqual([2, expect.stringContaining('Nothing was done.')]);
    expect(calls(api)).not.toContain('DELETE /projects/shop');
  });

  test('waits until the project is gone', async () => {
    const script = { projects: [open], instead: { ...deleted } };
    await using api = await startFakeApi(script);
    const running = startErrand(['project:delete', 'shop', '--yes'], { api });
    await expect.poll(() => calls(api).includes('DELETE /projects/shop')).toBe(true);
    Object.assign(api.script.instead, withStatus('deleting', 'being deleted'));
    await expect
      .poll(() => calls(api).filter((call) => call === 'GET /projects/shop').length)
      .toBeGreaterThan(3);
    Object.assign(api.script.instead, { 'GET /projects/shop': gone });
    const { status, stderr } = await running.ended;
    expect([status, stderr]).toEqual([0, '✔ The project shop is deleted.\n']);
  });

  test('says at what it failed, and how to go on', async () => {
    const failed = withStatus('deletion_failed', 'removing its disks failed: it is busy');
    await using api = await startFakeApi({ projects: [open], instead: { ...deleted, ...failed } });
    const { status, stderr } = await errand(['project:delete', 'shop', '--yes'], { api });
    expect(status).toBe(6);
    expect(stderr).toContain('The project shop is not deleted: removing its disks failed: it is busy');
    expect(stderr).toContain('Try again: errand project:delete shop');
  });

  test('does not wait where it is told so', async () => {
    await using api = await startFakeApi({ projects: [open], instead: deleted });
    const { status, stderr } = await errand(['project:delete', 'shop', '-y', '--no-wait'], { api });
    expect([status, stderr]).toEqual([0, 'The project shop is being deleted.\n']);
  });
});
