import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSlots } from '../../src/build/slots.ts';

const never = new AbortController().signal;

/** Work that goes on until it is told to end. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = false;
  return {
    end: resolve,
    hasBegun: () => begun,
    work: () => {
      begun = true;
      return promise;
    },
  };
}

test('no more than the slots allow goes on at once, and the next begins when one ends', async () => {
  const slots = openSlots(2);
  const all = [held(), held(), held()];
  const done = all.map(({ work }) => slots.take(never, work));
  await turn();
  expect(all.map(({ hasBegun }) => hasBegun())).toEqual([true, true, false]);
  all[0]?.end();
  await done[0];
  await turn();
  expect(all[2]?.hasBegun()).toBe(true);
  for (const { end } of all) end();
  await Promise.all(done);
});

test('work that fails gives its slot back', async () => {
  const slots = openSlots(1);
  await expect(slots.take(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(slots.take(never, async () => 'next')).resolves.toBe('next');
});

test('what is cancelled while it waits never begins, and takes no slot', async () => {
  const slots = openSlots(1);
  const [first, second, third] = [held(), held(), held()];
  const stop = new AbortController();
  const one = slots.take(never, first.work);
  const two = slots.take(stop.signal, second.work);
  const three = slots.take(never, third.work);
  stop.abort(new Error('cancelled'));
  await expect(two).rejects.toThrow('cancelled');
  first.end();
  third.end();
  await Promise.all([one, three]);
  expect(second.hasBegun()).toBe(false);
});
