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

  test.each([
    ['53100', 'its disk is full'],
    ['53200', 'it has no memory'],
    ['25006', 'it only reads, as in a failover'],
    ['57014', 'it cancelled the statement'],
    ['40001', 'another came between'],
    ['40P01', 'it undid a deadlock'],
  ])('is tried again where PostgreSQL refuses it for now: %s, %s', async (code) => {
    const faults = [Object.assign(new Error('not now'), { code })];
    const work = async () => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return 'written';
    };
    const patience = { signal: new AbortController().signal, onFault: () => undefined };
    expect(await untilRecorded(work, patience)).toBe('written');
  });

  test('is given up where somebody else is to do it', async () => {
    const stop = new AbortController();
    const work = () => Promise.reject(full);
    await expect(untilRecorded(work, { signal: stop.signal, onFault: () => stop.abort() })).rejects.toBe(
      full,
    );
  });

  test.each(['23505', '42P01', '22003'])(
    'fails at once where PostgreSQL refuses it for good: %s',
    async (code) => {
      const wrong = Object.assign(new Error('never'), { code });
      const work = () => Promise.reject(wrong);
      const onFault = () => undefined;
      await expect(untilRecorded(work, { signal: new AbortController().signal, onFault })).rejects.toBe(
        wrong,
      );
    },
  );

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
