import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTestApi } from '../test-api.ts';
import { contractRoutes, routeName } from './upsun-schemas.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the reference says is not there, as `GET /regions/{}`. */
function saidNotThere(): readonly string[] {
  const text = readFileSync(new URL('../../../docs/reference/api.md', import.meta.url), 'utf8');
  const [, section = ''] = /^## What is not there$(.*?)^## /ms.exec(text) ?? [];
  return [...section.matchAll(/`GET (\/[^`]*)`/g)].map(([, path = '']) => routeName('GET', path));
}

test('everything that the contract lets one read is served, or the reference says that it is not', async () => {
  const { ask } = await openTestApi();
  const { paths } = (await ask('/openapi.json')).body as OpenApi;
  const served = new Set(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => routeName(method, path)),
    ),
  );
  const missing = [...contractRoutes].filter((route) => route.startsWith('GET ') && !served.has(route));
  expect(saidNotThere().toSorted()).toEqual(missing.toSorted());
});
