import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { anActivity } from './sample-activity.ts';
import { openTestApi } from './test-api.ts';

const path = '/projects/shop/integrations';

interface Made {
  readonly _embedded: { readonly entity: { readonly id: string; readonly shared_key: string } };
}

async function openWithHook(body: Readonly<Record<string, unknown>> = {}) {
  const opened = await openTestApi();
  const made = await opened.ask({
    method: 'POST',
    url: path,
    payload: { type: 'webhook', url: 'https://example.com/hook', ...body },
  });
  const entity = (made.body as Made)._embedded?.entity;
  return { ...opened, made, id: entity?.id ?? '', key: entity?.shared_key ?? '' };
}

describe('integrations', () => {
  test('are made with a key that is shown once', async () => {
    const { ask, made, id, key } = await openWithHook({ states: ['complete'] });
    expect(made.status).toBe(201);
    expect(key).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body } = await ask(`${path}/${id}`);
    expect(body).toMatchObject({
      id,
      type: 'webhook',
      url: 'https://example.com/hook',
      states: ['complete'],
      events: ['*'],
      environments: ['*'],
      excluded_environments: [],
      result: '*',
      shared_key: null,
    });
    expect((await ask(path)).body).toEqual([body]);
  });

  test('are changed and removed', async () => {
    const { ask, id } = await openWithHook();
    const changed = await ask({
      method: 'PATCH',
      url: `${path}/${id}`,
      payload: { events: ['environment.push'] },
    });
    expect(changed.body).toMatchObject({
      _embedded: {
        entity: { events: ['environment.push'], url: 'https://example.com/hook', states: ['*'] },
        activities: [],
      },
    });
    expect((await ask({ method: 'DELETE', url: `${path}/${id}` })).status).toBe(200);
    expect((await ask(`${path}/${id}`)).body).toMatchObject({ error: 'integration_not_found' });
  });

  test('show their deliveries, which can be asked for again', async () => {
    const { ask, id, store } = await openWithHook();
    await insertActivity(store.db, anActivity({ id: 'run', project: 'shop' }));
    const { body } = await ask(`${path}/${id}/deliveries?state=pending`);
    expect(body).toMatchObject([{ activity: 'run', state: 'pending', attempts: 0, last_error: null }]);
    const [delivery] = body as { readonly id: string }[];
    const again = await ask({ method: 'POST', url: `${path}/${id}/deliveries/${delivery?.id}/retry` });
    expect([again.status, again.body]).toEqual([202, expect.objectContaining({ id: delivery?.id })]);
    const missing = await ask({ method: 'POST', url: `${path}/${id}/deliveries/msg_0/retry` });
    expect(missing.body).toMatchObject({ error: 'integration_not_found' });
  });

  test.each([
    [{ type: 'slack' }, 'type'],
    [{ url: 'ftp://example.com' }, 'url'],
    [{ url: 'https://user:secret@example.com' }, 'url'],
    [{ url: 'example.com' }, 'url'],
    [{ states: ['finished'] }, 'states'],
    [{ events: [] }, 'events'],
    [{ shared_key: 'short' }, 'shared_key'],
    [{ shared_key: 'whsec_c2hvcnQ=' }, 'shared_key'],
    [{ colour: 'red' }, 'colour'],
  ])('are refused with %j, naming %s', async (body, named) => {
    const { made } = await openWithHook(body);
    expect(made.status).toBe(400);
    expect(JSON.stringify(made.body)).toContain(named);
  });
});
