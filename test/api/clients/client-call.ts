import { expect } from 'vitest';

/** What an official client does, as its sources have it: what it sends, where the address comes from, what it reads. */
export interface ClientCall {
  /** The command, or the SDK's method. */
  readonly client: string;
  /** The resource whose link the client follows, and the link's name; left out where it makes the path up by itself. */
  readonly follows?: { readonly from: string; readonly rel: string };
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Exactly as it is sent. */
  readonly body?: unknown;
  readonly status: number;
  /** The part of the answer that the client reads. */
  readonly reads: unknown;
}

export const project = '/projects/shop';
export const main = `${project}/environments/main`;
export const child = `${project}/environments/feature%2Flogin`;

/** Of a link of an environment. */
export const link = (rel: string, from: string = main) => ({ follows: { from, rel } });

/** What every wait for a change begins with. */
export const started = (type: string) => ({
  _embedded: {
    activities: [{ id: expectText(), type, state: 'pending', _links: { log: { href: expectText() } } }],
  },
});

function expectText(): unknown {
  return expect.stringMatching(/./);
}
