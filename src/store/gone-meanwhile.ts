/** PostgreSQL's `foreign_key_violation`. */
const foreignKeyViolation = '23503';

/** Whether a write failed because what it belongs to was removed between the look-up and the write. */
export function isGoneMeanwhile(error: unknown): boolean {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === foreignKeyViolation || /FOREIGN KEY constraint failed/.test(String(message));
}
