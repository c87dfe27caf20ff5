import type { IncomingMessage } from 'node:http';

/** A request that the fake server received. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
