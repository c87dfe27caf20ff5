/** Watches for what would end a server's process. Vitest tells it too, but of no test. */
export function watchUncaught(): { readonly errors: readonly unknown[]; end(): void } {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on('uncaughtExceptionMonitor', note);
  return { errors, end: () => void process.off('uncaughtExceptionMonitor', note) };
}
