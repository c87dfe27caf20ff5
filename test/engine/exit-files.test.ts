import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeExitFiles, sweepExitFiles } from '../../src/engine/oci/exit-files.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'errand-exits-'));
  for (const name of ['run-a', 'run-a.K3XQ7Z', 'run-ab', 'run-b', 'run-b.0A1B2C'])
    writeFileSync(join(directory, name), '0');
});
afterEach(() => rmSync(directory, { recursive: true }));

const left = () => readdirSync(directory).toSorted();

test('removes what conmon wrote of a container, and what it was killed over while it wrote', () => {
  removeExitFiles(directory, 'run-a');
  expect(left()).toEqual(['run-ab', 'run-b', 'run-b.0A1B2C']);
});

test('removes what belongs to no container that is there', () => {
  sweepExitFiles(directory, ['run-b']);
  expect(left()).toEqual(['run-b', 'run-b.0A1B2C']);
});
