import { findUser } from '../../store/users/find-user.ts';
import { isKnownClient } from '../oauth/client.ts';
import type { SignIn } from '../oauth/oauth-server.ts';
import { consentPage } from './pages.ts';
import { goTo, type SignInAnswer, showMessage, showPage } from './sign-in-answer.ts';
import type { PageRequest } from './sign-in-flow.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** Asks whether a program may act as the user. */
export async function showConsent({ db, tickets }: SignInParts, signIn: SignIn): Promise<SignInAnswer> {
  const user = signIn.userId === null ? null : await findUser(db, signIn.userId);
  if (user === null || user.isDeactivated) {
    return showMessage(403, 'Sign in once more', 'You are not signed in any more.');
  }
  const { origin } = new URL(signIn.redirectUri);
  const body = consentPage({
    uid: signIn.uid,
    csrf: tickets.csrf(signIn.uid),
    clientName: signIn.clientName,
    clientId: signIn.clientId,
    username: user.username,
    destination: origin,
    isKnown: isKnownClient(signIn.clientId),
  });
  return showPage(body, signIn.redirectUri);
}

/** The same request once more, with the question who it is first. */
function beginAgain({ parameters }: SignIn): string {
  const asked = Object.entries(parameters).filter(([, value]) => typeof value === 'string');
  const query = new URLSearchParams(asked as [string, string][]);
  query.set('prompt', 'login consent');
  return `/oauth2/authorize?${query}`;
}

export async function answerConsent(
  { oauth }: SignInParts,
  signIn: SignIn,
  { request, response, form }: PageRequest,
): Promise<SignInAnswer> {
  if (signIn.step !== 'consent') return showMessage(400, 'Not yet', 'Sign in first.');
  switch (form.get('answer')) {
    case 'allow':
      return goTo(await oauth.allowed(request, response, signIn));
    case 'switch':
      return goTo(beginAgain(signIn));
    default:
      return goTo(await oauth.denied(request, response));
  }
}
