import type { IncomingMessage, ServerResponse } from 'node:http';

const prefix = '/.well-known/acme-challenge/';

/** What an authority asks for over plain HTTP, to see that a name leads here (RFC 8555, 8.3). */
export interface Challenges {
  set(token: string, answer: string): void;
  delete(token: string): void;
  /** Whether the request was for one that waits, and is answered. Others are the applications' own. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

export function openChallenges(): Challenges {
  const waiting = new Map<string, string>();
  return {
    set(token, answer) {
      waiting.set(token, answer);
    },
    delete(token) {
      waiting.delete(token);
    },
    answer({ url = '' }, response) {
      if (!url.startsWith(prefix)) return false;
      const answer = waiting.get(url.slice(prefix.length));
      if (answer === undefined) return false;
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answer);
      return true;
    },
  };
}
