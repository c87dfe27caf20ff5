import type { Output } from '../output/terminal.ts';
import { interrupted } from './exit-status.ts';

/**
 * While `work` follows something that goes on by itself (P16): the first Ctrl-C says so and how to stop it, the
 * second leaves at once.
 */
export async function leaveRunningOnInterrupt<T>(
  output: Output,
  messages: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  let asked = false;
  const onInterrupt = (): void => {
    if (asked) process.exit(interrupted);
    asked = true;
    output.line();
    for (const message of messages) output.line(message);
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
