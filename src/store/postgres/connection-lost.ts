/** A transaction that the database surely did not commit, because its connection ended first. It may be tried again. */
export class TransactionLost extends Error {
  override readonly name = 'TransactionLost';
}

/**
 * Classes and codes of errors that say nothing about the statement, only that the database is not there:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passing = /^(08...|57P0[1235]|53300|25P03)$/;

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
  /^(Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded)/;

/** Whether the error means that the database is out of reach, and not that it refused the statement. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return passing.test(code) || systemErrors.has(code) || ends.test(error.message);
}
