import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRuntime } from '../../src/engine/oci/runtime.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errand-runtime-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A runtime that is killed as often as told, and then does not know the container. */
async function killedTimes(times: number) {
  const program = join(folder, 'runtime');
  const script = `#!/bin/sh
echo "$*" >> "${folder}/calls"
[ $(wc -l < "${folder}/calls") -le ${times} ] && kill -KILL $$
exit 1
`;
  await writeFile(program, script, { mode: 0o755 });
  const runtime = openRuntime(program, join(folder, 'states'));
  await mkdir(join(folder, 'states', 'one'), { recursive: true });
  return runtime;
}

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n');

test('a runtime that is killed is asked again, and what a broken deletion left is gone (P4)', async () => {
  const runtime = await killedTimes(2);
  await runtime.delete('one');
  const words = (await calls()).map((line) => line.split(' ').slice(2).join(' '));
  expect(words).toEqual(['delete --force one', 'delete --force one', 'delete --force one', 'state one']);
  expect(existsSync(join(folder, 'states', 'one'))).toBe(false);
});

test('it is not asked for ever', async () => {
  const runtime = await killedTimes(1000);
  await runtime.kill('one', 'SIGTERM');
  expect((await calls()).length).toBe(6);
});
