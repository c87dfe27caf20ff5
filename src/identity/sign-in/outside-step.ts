import type { SignIn } from '../oauth/oauth-server.ts';
import { leavePage } from './pages.ts';
import { type SignInAnswer, showMessage, showPage } from './sign-in-answer.ts';
import type { SignInParts } from './sign-in-parts.ts';

const unavailable = (name: string) =>
  showMessage(502, `${name} cannot be reached`, 'The server’s log says why. Go back and try again.');

/**
 * Sends the browser to the provider by a page of its own: a form may lead to no other site (`form-action`), and
 * providers send browsers on to sites that nobody here knows.
 */
export async function goOutside(
  { outside, log }: Pick<SignInParts, 'outside' | 'log'>,
  signIn: SignIn,
): Promise<SignInAnswer | null> {
  if (outside === null) return null;
  try {
    return showPage(leavePage(outside.name, await outside.begin(signIn)), signIn.redirectUri);
  } catch (error) {
    log.warn({ error, provider: outside.name }, 'the identity provider cannot be reached');
    return unavailable(outside.name);
  }
}
