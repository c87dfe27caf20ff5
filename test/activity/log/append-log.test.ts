import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLog } from '../../../src/activity/log/append-log.ts';
import { temporaryFolder } from './temporary-logs.ts';

async function appended(before: string, message: string): Promise<string> {
  const path = join(await temporaryFolder(), 'run.log');
  appendFileSync(path, before);
  appendLog(path, message, 'stdout');
  return readFileSync(path, 'utf8').replaceAll(/^\d{4}-\S+/gm, 'T');
}

describe('appending to a log', () => {
  it('adds the lines at the end', async () => {
    expect(await appended('', 'one\ntwo\n')).toBe('T stdout F one\nT stdout F two\n');
    expect(await appended('T stdout F zero\n', 'one')).toBe('T stdout F zero\nT stdout F one\n');
  });

  it('keeps out of a line that a crash tore', async () => {
    expect(await appended('T stdout F ze', 'one')).toBe('T stdout F ze\nT stdout F one\n');
  });

  it('ends the line of a program that stopped without a newline', async () => {
    const after = await appended('T stderr P half\n', 'one');
    expect(after).toBe('T stderr P half\nT stderr F \nT stdout F one\n');
  });

  it('makes a file for its owner alone', async () => {
    const path = join(await temporaryFolder(), 'run.log');
    appendLog(path, 'one', 'stderr');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
