import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderRolesPage } from '../../../src/identity/authorization/roles-page.ts';

test('the page about roles is the table', () => {
  const page = new URL('../../../docs/reference/roles.md', import.meta.url);
  expect(readFileSync(page, 'utf8')).toBe(renderRolesPage());
});
