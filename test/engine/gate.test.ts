import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gateScript } from '../../src/engine/oci/gate.ts';
import { gateLoader, shell } from '../../src/engine/oci/oci-config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'errand-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a waiting shell does that reads this, and what the shell of another container does; both as they end. */
const beside = (command: string, environment: Readonly<Record<string, string>> = {}) => {
  const options = { encoding: 'utf8', env: {}, input: '' } as const;
  const gate = join(folder, 'gate');
  writeFileSync(gate, gateScript(command, environment));
  const loader = gateLoader.replace('/run/errand-gate', gate);
  const told = ({ status, stdout }: SpawnSyncReturns<string>) => ({ status, stdout });
  return [
    told(spawnSync('/bin/sh', ['-c', loader, 'sh'], options)),
    told(spawnSync('/bin/sh', ['-c', shell, 'sh', command], { ...options, env: environment })),
  ] as const;
};

test('whatever the text of a variable, the shell hands it on unchanged', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(text, (value) => {
      const [waiting] = beside('printf %s "$VALUE"', { VALUE: value });
      expect(waiting).toEqual({ status: 0, stdout: value });
    }),
    { numRuns: 60 },
  );
});

const path = { PATH: '/usr/bin:/bin' };

test.each([
  ['words and quotes', `printf "%s" 'a b' && echo "$(printf x)"`],
  ['an exit code', 'exit 7'],
  ['the code of the last command', 'true; false'],
  ['a return outside of a function', 'echo before; return 3; echo after'],
  ['a break and a continue outside of a loop', 'break; echo one; continue; echo two'],
  ['its arguments', 'echo "$0 $#"; set -- a b; echo "$#"'],
  ['nothing', ''],
  ['a fault in its grammar', 'echo "unended'],
  ['another program in its place', 'exec env'],
  ['its input', 'cat; echo over'],
])('a shell that waited does with %s what another does', (_, command) => {
  const [waiting, other] = beside(command, path);
  expect(waiting).toEqual(other);
});

test('variables that a shell minds do not change it', () => {
  const command = 'for word in $(echo a b); do echo "<$word>"; done';
  const [waiting, other] = beside(command, { ...path, IFS: 'b', OPTIND: '5' });
  expect(waiting).toEqual(other);
  expect(waiting.stdout).toBe('<a>\n<b>\n');
});
