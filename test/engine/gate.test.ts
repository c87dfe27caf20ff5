import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canAwakenWith, gateScript } from '../../src/engine/oci/gate.ts';

test('whatever the text of a variable, the shell hands it on unchanged', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(text, (value) => {
      const output = execFileSync('/bin/sh', ['-c', gateScript('printf %s "$VALUE"', { VALUE: value })], {
        env: {},
      });
      expect(output.toString()).toBe(value);
    }),
    { numRuns: 60 },
  );
});

test('whatever the command, it is what the shell runs', () => {
  const script = gateScript('printf "%s" \'a b\' && echo "$(printf x)"', { PATH: '/usr/bin:/bin' });
  expect(execFileSync('/bin/sh', ['-c', script]).toString()).toBe('a bx\n');
});

test('names that a shell cannot set are told apart', () => {
  expect(canAwakenWith({ A: '', _b1: '' })).toBe(true);
  expect(canAwakenWith({ 'A-B': '' })).toBe(false);
  expect(canAwakenWith({ '1A': '' })).toBe(false);
});
