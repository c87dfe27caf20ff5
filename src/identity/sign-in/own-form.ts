import type { IncomingMessage } from 'node:http';
import type { SignInParts } from './sign-in-parts.ts';

/**
 * Whether a form was served by this server, for this sign-in. The cookie is not sent by other sites either (SameSite);
 * this holds where a browser does not know that.
 */
export function isOwnForm(
  { tickets }: Pick<SignInParts, 'tickets'>,
  asked: {
    readonly request: IncomingMessage;
    readonly uid: string;
    readonly form: ReadonlyMap<string, string>;
  },
): boolean {
  const site = asked.request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return tickets.isCsrf(asked.uid, asked.form.get('csrf') ?? '');
}
