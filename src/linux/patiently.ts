import { setTimeout as delay } from 'node:timers/promises';

const attempts = 1000;
const pauseMilliseconds = 1;

/** Does `work` again, for about a second, while it fails for a reason that passes. */
export async function patiently<T>(work: () => T, isPassing: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isPassing(error) || attempt === attempts) throw error;
      await delay(pauseMilliseconds);
    }
  }
}
