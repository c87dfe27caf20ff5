import type { IncomingMessage } from 'node:http';

/**
 * A request whose body was read already, once more with another body and without an Authorization header, for the OAuth
 * library to read: it takes forms only, and clients send JSON and empty secrets (wire.md 1.1).
 */
export function replayedRequest(
  request: IncomingMessage,
  parameters: Readonly<Record<string, string>>,
): IncomingMessage {
  const body = Buffer.from(new URLSearchParams(parameters).toString());
  const { authorization: _, 'transfer-encoding': __, ...headers } = request.headers;
  const form = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  const iterator = async function* replay() {
    yield body;
  };
  const replayed: unknown = Object.create(request, {
    headers: { value: { ...headers, ...form } },
    readable: { value: true },
    readableEncoding: { value: null },
    iterator: { value: iterator },
  });
  return replayed as IncomingMessage;
}
