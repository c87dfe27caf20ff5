import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/errand-command.ts';
import { app } from './expectations.ts';

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'errand-hostile-'));
  await mkdir(join(project, '.upsun'));
});
afterAll(() => rm(project, { recursive: true }));

const program = new URL('fixtures/check-and-measure.ts', import.meta.url).pathname;

interface Measured {
  readonly codes: readonly string[];
  readonly heldMiB: number;
}

/** Checks the files in a process of its own, whose heap is too small for whoever writes everything out. */
async function check(files: Readonly<Record<string, string>>): Promise<Measured> {
  await rm(join(project, '.upsun'), { recursive: true });
  await mkdir(join(project, '.upsun'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, '.upsun', name), text);
  const heap = '--max-old-space-size=160';
  const { status, stdout, stderr } = await runCommand(process.execPath, [heap, program, project]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const bomb = () => {
  const nine = (name: string) => Array(9).fill(name).join(', ');
  const levels = Array.from({ length: 12 }, (_, i) => `.l${i + 1}: &l${i + 1} [${nine(`*l${i}`)}]\n`);
  return `${app}.l0: &l0 [${nine('x')}]\n${levels.join('')}`;
};

describe('a hostile configuration is refused, and costs little memory', () => {
  test.each([
    ['an alias bomb', { 'config.yaml': bomb() }, 'too_large'],
    ['50 MB', { 'config.yaml': `${app}# ${'x'.repeat(50_000_000)}` }, 'too_large'],
    ['deep nesting', { 'config.yaml': `a: ${'['.repeat(500_000)}` }, 'too_deep'],
    [
      'many files, each just small enough',
      Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [`f${i}.yaml`, `.x${i}:\n${'  - 1\n'.repeat(40_000)}`]),
      ),
      'too_large',
    ],
  ])('%s', async (_, files, code) => {
    const { codes, heldMiB } = await check(files);
    expect(codes).toContain(code);
    expect(heldMiB).toBeLessThan(400);
  });
});
