import { expect, test } from 'vitest';
import { type KeepMeans, keepResult } from '../../src/build/keep-result.ts';
import { SlugTooLarge } from '../../src/slug/pack-program.ts';

type Add = KeepMeans['slugs']['add'];

const never = new AbortController().signal;
const keep = (add: Add, cancelled = never, timeoutSeconds = 60) =>
  keepResult(
    { slugs: { add }, terms: { diskMiB: 64, timeoutSeconds } },
    { slug: 'abc', workload: 'report', folder: '/app' },
    cancelled,
  );

const untilAborted: Add = (_slug, _folder, { signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('P18: what a build left may have no more bytes than its disk', async () => {
  const asked: number[] = [];
  await keep(async (_slug, _folder, { limitBytes }) => void asked.push(limitBytes));
  expect(asked).toEqual([64 * 1024 * 1024]);
  const tooLarge = keep(() => Promise.reject(new SlugTooLarge('more')));
  await expect(tooLarge).rejects.toMatchObject({
    code: 'build_failed',
    message:
      'the files that the build of report left have more than 64 MiB, their holes included (builds.disk_mib)',
  });
});

test('P9: packing it may take no longer than the build', async () => {
  await expect(keep(untilAborted, never, 0.05)).rejects.toMatchObject({
    code: 'build_failed',
    message: 'packing what the build of report left took longer than 0.05 s (builds.timeout_seconds)',
  });
});

test('P3: a push that is cancelled ends it, as itself', async () => {
  const controller = new AbortController();
  const kept = keep(untilAborted, controller.signal);
  controller.abort(new Error('cancelled'));
  await expect(kept).rejects.toThrow('cancelled');
});

test('any other error stays what it is', async () => {
  await expect(keep(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
});
