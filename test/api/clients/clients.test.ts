import { describe, expect, test } from 'vitest';
import { openTestApi } from '../test-api.ts';
import type { ClientCall } from './client-call.ts';
import { accountCalls, environmentCalls, integrationCalls } from './environment-calls.ts';

const calls: readonly ClientCall[] = [...environmentCalls, ...integrationCalls, ...accountCalls];

interface Linked {
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

describe('what official clients send is taken, and what they read is there', () => {
  test.each(calls)('$client', async ({ follows, method, path, body, status, reads }) => {
    const { ask } = await openTestApi();
    if (follows !== undefined) {
      const from = await ask(follows.from);
      expect((from.body as Linked)._links[follows.rel]?.href).toBe(path);
    }
    const payload = body === undefined ? {} : { payload: body as object };
    const answer = await ask({ method, url: path, ...payload });
    expect(answer).toMatchObject({ status, body: reads });
  });
});
