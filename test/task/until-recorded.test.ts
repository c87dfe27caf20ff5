import { describe, expect, test } from 'vitest';
import { isDiskFault, untilRecorded } from '../../src/task/until-recorded.ts';

const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

describe('what must be written down', () => {
  test('is tried again while the disk is full (P18), and every fault is told', async () => {
    const faults = [full, noSpace];
    const told: unknown[] = [];
    const work = async () => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return 'written';
    };
    const patience = { signal: new AbortController().signal, onFault: (error: unknown) => told.push(error) };
    expect(await untilRecorded(work, patience)).toBe('written');
    expect(told).toEqual([full, noSpace]);
  });

  test('is given up where somebody else is to do it', async () => {
    const stop = new AbortController();
    const work = () => Promise.reject(full);
    await expect(untilRecorded(work, { signal: stop.signal, onFault: () => stop.abort() })).rejects.toBe(
      full,
    );
  });

  test('fails at once for every other reason', async () => {
    const wrong = Object.assign(new Error('constraint failed'), { errcode: 19 });
    expect(isDiskFault(wrong)).toBe(false);
    expect(isDiskFault('full')).toBe(false);
    let tries = 0;
    const work = () => {
      tries += 1;
      return Promise.reject(wrong);
    };
    await expect(
      untilRecorded(work, { signal: new AbortController().signal, onFault: () => undefined }),
    ).rejects.toBe(wrong);
    expect(tries).toBe(1);
  });
});
