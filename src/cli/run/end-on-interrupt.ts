import { interrupted } from './exit-status.ts';

/** While `work` goes on, SIGINT and SIGTERM end the process in order: what is to be removed at its exit is removed. */
export async function endOnInterrupt<T>(work: () => Promise<T>): Promise<T> {
  const end = (): never => process.exit(interrupted);
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    return await work();
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}
