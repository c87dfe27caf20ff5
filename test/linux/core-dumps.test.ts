import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('../../src/linux/core-dumps.ts', import.meta.url));

test('a process that forbids core dumps leaves none, nor do those it starts', () => {
  const script = `
    const { forbidCoreDumps } = await import(${JSON.stringify(module)});
    forbidCoreDumps();
    const { execFileSync } = await import('node:child_process');
    const { readFileSync } = await import('node:fs');
    console.log(readFileSync('/proc/self/limits', 'utf8') + execFileSync('sh', ['-c', 'ulimit -c; ulimit -Hc']));
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(printed).toMatch(/^Max core file size +0 +0 +bytes/m);
  expect(printed).toMatch(/\n0\n0\n+$/);
});
