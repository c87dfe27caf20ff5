/**
 * A transaction that the database surely did not commit: its connection ended first, or it was undone for the sake of another. It may be
 * tried again.
 */
export class TransactionLost extends Error {
  override readonly name = 'TransactionLost';
}

/**
 * Classes and codes of errors that say nothing about the statement, only that the database is not there:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passing = /^(08...|57P0[1235]|53300|25P03)$/;

/** `serialization_failure` and `deadlock_detected`: undone for the sake of another transaction, and may succeed the next time. */
const undone = /^(40001|40P01)$/;

/**
 * What may pass by itself: no disk, memory or connection left (class 53), a database that only reads for now, as in a failover, and a
 * statement that took too long or that somebody cancelled.
 */
const refusals = /^(53...|25006|57014)$/;

/** Of connect(2), read(2) and write(2), and of the resolver. */
const systemErrors: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What the `pg` package says where a connection ends under a statement. It gives these no code. */
const ends =
  /^(Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded|Query read timeout)/;

/** Whether the error means that the database is out of reach, and not that it refused the statement. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return passing.test(code) || systemErrors.has(code) || ends.test(error.message);
}

/** Whether the transaction is undone so that another one could go on. */
export function isUndone(error: unknown): boolean {
  return error instanceof Error && undone.test(codeOf(error));
}

/** Whether the database is in reach and refuses what it will take once it is well again. Nothing is stored. */
export function isRefusedForNow(error: unknown): boolean {
  return error instanceof Error && (refusals.test(codeOf(error)) || isUndone(error));
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
