import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'errand-last-words-'));
afterAll(() => rmSync(folder, { recursive: true }));
const source = (path: string) => new URL(`../../src/${path}`, import.meta.url).href;

test.each([
  ['uncaughtException', 'setTimeout(() => { throw new Error("the reason"); })'],
  ['unhandledRejection', 'Promise.reject(new Error("the reason"))'],
])('%s ends a server, with the reason in its log', (origin, fault) => {
  const path = join(folder, `${origin}.log`);
  const program = `
    import { openLog } from '${source('observe/log.ts')}';
    import { writeLastWords } from '${source('composition/last-words.ts')}';
    writeLastWords(openLog('file', ${JSON.stringify(path)}), new AsyncDisposableStack());
    setInterval(() => undefined, 1000);
    ${fault};`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('the reason') });
  const line = JSON.parse(readFileSync(path, 'utf8')) as { readonly error: { readonly stack: string } };
  expect(line).toMatchObject({ level: 60, origin, error: { message: 'the reason' } });
  expect(line.error.stack).toContain('at ');
});
