import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { unlessSilent } from '../../../src/cli/log/unless-silent.ts';

const byte = Uint8Array.of(1);

async function* every(milliseconds: number, times: number) {
  for (let n = 0; n < times; n++) {
    await delay(milliseconds);
    yield byte;
  }
}

async function* thenNothing() {
  yield byte;
  await new Promise(() => {});
}

describe('P15: a body that may die without a word', () => {
  test('is read to its end however long it takes, as long as something comes', async () => {
    const read = await Array.fromAsync(unlessSilent(every(30, 5), 5_000));
    expect(read).toHaveLength(5);
  });

  test('is given up when nothing comes', async () => {
    const read: Uint8Array[] = [];
    const reading = async () => {
      for await (const chunk of unlessSilent(thenNothing(), 50)) read.push(chunk);
    };
    await expect(reading()).rejects.toThrow('nothing was heard for 50 ms');
    expect(read).toEqual([byte]);
  });
});
