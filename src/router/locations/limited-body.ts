import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';

/** A request's body as it comes, of at most so many bytes: one with more ends with an error, and is not read any further. */
export function limitedBody(request: IncomingMessage, maxBytes: number): Transform {
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error(`more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  return request.pipe(limited);
}
