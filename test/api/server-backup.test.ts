import { expect, test } from 'vitest';
import { openTestApi } from './test-api.ts';

test('an administrator has the server hold still, looks at it, and lets go', async () => {
  const { ask } = await openTestApi();
  const nothing = { state: null, work: null, manifest: null, message: null };
  expect(await ask('/backup')).toMatchObject({ status: 200, body: nothing });
  const begun = await ask({ method: 'POST', url: '/backup', payload: {} });
  expect(begun).toMatchObject({ status: 201, body: { state: 'in_progress' } });
  expect((await ask('/backup')).body).toMatchObject({ state: 'in_progress' });
  expect((await ask({ method: 'DELETE', url: '/backup' })).status).toBe(204);
  expect((await ask('/backup')).body).toMatchObject(nothing);
});
