import { setTimeout as delay } from 'node:timers/promises';
import type { Contender } from '../peers/contender.ts';

/**
 * Between two runs, so that what comes after one is not paid for by the next: tidying up, and the server's making of
 * the next container, which it begins 150 ms later.
 */
const restMilliseconds = 500;

/** Milliseconds to the first byte, by name. Everyone runs once in every round, and everyone is first in turn. */
export async function takeTurns(
  contenders: readonly Contender[],
  rounds: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      times.get(contender.name)?.push(await contender.firstByte());
      await delay(restMilliseconds, undefined, { signal });
    }
  }
  return times;
}
