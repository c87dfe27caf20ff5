interface FatalLog {
  fatal(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * Writes into the log why the process ends where something was thrown that nobody caught. It does end, at once: what it knows
 * of the world may be wrong by then, and a next start finds everything as after any other crash. `stack` ends the watch.
 */
export function writeLastWords(log: FatalLog, stack: AsyncDisposableStack): void {
  const write = (error: unknown, origin: string) =>
    log.fatal({ error, origin }, 'the server ends: something was thrown that nobody caught');
  process.on('uncaughtExceptionMonitor', write);
  stack.defer(() => void process.off('uncaughtExceptionMonitor', write));
}
