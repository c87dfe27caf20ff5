import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configPage } from '../../../src/config/reference/config-page.ts';

test('docs/reference/config.md says what the language is; `npm run docs` brings it up to date', () => {
  const written = readFileSync(new URL('../../../docs/reference/config.md', import.meta.url), 'utf8');
  expect(written).toBe(configPage());
});

test('every link on the page leads to a heading', () => {
  const page = configPage();
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, text = '']) =>
    text.toLowerCase().replace(/[^\w-]/g, ''),
  );
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((target) => !headings.includes(target))).toEqual([]);
});
