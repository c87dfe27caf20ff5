import { ErrandError } from '../../errors/errand-error.ts';
import { findJsonFault } from './json-fault.ts';

/**
 * The body as JSON, whatever its content type says: curl sends JSON as a form (wire.md 4.3). An empty body is
 * `undefined`.
 *
 * @throws ErrandError `request_invalid` with line and column of the fault.
 */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text, refusePrototype);
  } catch (error) {
    if (error instanceof ErrandError) throw error;
    const { line, column } = findJsonFault(text);
    const message = `The body is not JSON: line ${line}, column ${column} cannot be read.`;
    throw new ErrandError('request_invalid', message, { details: { line, column } });
  }
}

/** `__proto__` as a key changes what an object inherits once it is copied. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key !== '__proto__') return value;
  throw new ErrandError('request_invalid', 'The body has a key "__proto__", which the API does not take.', {
    details: { path: '__proto__' },
  });
}
