import { constants, existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { releaseStartFifo } from '../../src/engine/oci/start-fifo.ts';
import { makeFifo } from '../../src/linux/fifo.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-start-fifo-'));
});
afterEach(() => rm(directory, { recursive: true }));

const pipe = () => join(directory, 'exec.fifo');

test('whoever waits at the pipe gets one byte, and the pipe goes', async () => {
  makeFifo(pipe());
  await using waiting = await open(pipe(), constants.O_RDONLY | constants.O_NONBLOCK);
  expect(releaseStartFifo(directory)).toBe(true);
  const { bytesRead } = await waiting.read(Buffer.alloc(8), 0, 8, null);
  expect(bytesRead).toBe(1);
  expect(existsSync(pipe())).toBe(false);
});

test('P1: where nobody waits any more it is taken for begun, and not begun again', async () => {
  makeFifo(pipe());
  expect(releaseStartFifo(directory)).toBe(true);
  expect(existsSync(pipe())).toBe(false);
});

test('a runtime without such a pipe is left to its own command', async () => {
  expect(releaseStartFifo(directory)).toBe(false);
});
