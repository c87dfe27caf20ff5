/** Parameters of a request for a token, by name. */
export type TokenRequest = ReadonlyMap<string, string>;

function fromJson(body: string): TokenRequest | null {
  try {
    const entries = Object.entries(JSON.parse(body) as Record<string, unknown>);
    const texts = entries.filter(([, value]) => typeof value === 'string' || typeof value === 'number');
    return new Map(texts.map(([name, value]) => [name, String(value)]));
  } catch {
    return null;
  }
}

/** RFC 6749 section 3.2: a parameter given twice makes the request invalid. */
function fromForm(body: string): TokenRequest | null {
  const entries = [...new URLSearchParams(body)];
  const request = new Map(entries);
  return request.size === entries.length ? request : null;
}

/**
 * Reads a form or a JSON object, whichever the body is: clients send JSON as `application/x-www-form-urlencoded` and
 * the other way round (wire.md 1.1). Null where it is neither.
 */
export function readTokenRequest(body: string): TokenRequest | null {
  const text = body.trim();
  return text.startsWith('{') ? fromJson(text) : fromForm(text);
}
