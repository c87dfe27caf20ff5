import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What says where an answer ends, and of the connection: the server's alone. */
const ofTheServer = /^(connection|content-length|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** Why an answer cannot have a header, as the end of a sentence; null where it can. */
export function headerProblem(name: string, value: string): string | null {
  if (ofTheServer.test(name)) return 'the server itself says it';
  try {
    validateHeaderName(name);
  } catch {
    return 'a name has letters, digits and dashes only';
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return 'a value is one line of Latin 1 (ISO 8859-1)';
  }
  return null;
}
