import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { finished } from '../../src/source/git.ts';

const sh = (script: string) => spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });

test('P18: what a program prints without bound ends it, and is an error', async () => {
  await expect(finished(sh('exec cat /dev/zero'), 'git show')).rejects.toMatchObject({
    code: 'source_invalid',
    message: 'git show printed more than 16777216 bytes',
  });
});

test('P18: of what it complains of without bound there is the beginning', async () => {
  const failing = finished(sh('head -c 10000000 /dev/zero | tr "\\0" x >&2; exit 3'), 'git show');
  const { message } = await failing.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
  expect(message).toMatch(/^git show ended with 3: x+$/);
  expect(message.length).toBeLessThan(70_000);
});

test('letters that come in two pieces are whole', async () => {
  expect(await finished(sh('printf "\\303"; sleep 0.1; printf "\\244 "'), 'git')).toBe('ä');
});
