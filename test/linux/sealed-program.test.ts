import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkToSealedCopy } from '../../src/linux/sealed-program.ts';

let folder: string;
let program: string;
let link: string;

const write = (answer: string) => {
  writeFileSync(program, `#!/bin/sh\necho ${answer}\n`);
  chmodSync(program, 0o755);
};
const answer = () => spawnSync(link, { encoding: 'utf8' }).stdout.trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'errand-sealed-'));
  program = join(folder, 'original');
  link = join(folder, 'teller');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a sealed copy of a program', () => {
  test('runs as it was when it was made', () => {
    write('first');
    linkToSealedCopy(program, link);
    write('second');
    expect(answer()).toBe('first');
    linkToSealedCopy(program, link);
    expect(answer()).toBe('second');
  });

  test('is in memory, under its own name', () => {
    expect(readlinkSync(readlinkSync(link))).toBe('/memfd:teller (deleted)');
  });

  test('can be changed by nobody, root included', () => {
    const descriptor = openSync(link, 'r+');
    expect(() => writeSync(descriptor, 'x')).toThrow('EPERM');
    closeSync(descriptor);
    expect(answer()).toBe('second');
  });

  test('cannot even be opened by others, who could keep it from being executed', () => {
    const opened = spawnSync('setpriv', ['--reuid=65534', 'sh', '-c', ': >>"$0"', link], {
      encoding: 'utf8',
    });
    expect(opened.stderr).toContain('Permission denied');
  });

  test('runs a real program too', () => {
    linkToSealedCopy('/bin/echo', link);
    expect(spawnSync(link, ['well'], { encoding: 'utf8' }).stdout).toBe('well\n');
  });
});
