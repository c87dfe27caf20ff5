import { ErrandError } from '../../errors/errand-error.ts';
import { findUser } from '../../store/users/find-user.ts';
import type { User } from '../../store/users/user.ts';
import type { SignIn } from '../oauth/oauth-server.ts';
import { choosePassword } from '../people/choose-password.ts';
import { newPasswordPage } from './pages.ts';
import { goTo, type SignInAnswer, showMessage, showPage } from './sign-in-answer.ts';
import type { PageRequest } from './sign-in-flow.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** Asks somebody who signed in with a password for one sign-in for one of their own. */
export function showNewPassword(
  { tickets }: SignInParts,
  signIn: SignIn,
  user: User,
  problem: string | null,
): SignInAnswer {
  const body = newPasswordPage({
    uid: signIn.uid,
    csrf: tickets.csrf(signIn.uid),
    ticket: tickets.issue(signIn.uid, user.id, new Date()),
    username: user.username,
    problem,
  });
  return showPage(body, signIn.redirectUri, problem === null ? 200 : 400);
}

export async function saveNewPassword(
  parts: SignInParts,
  signIn: SignIn,
  asked: PageRequest,
): Promise<SignInAnswer> {
  const now = new Date();
  const userId = parts.tickets.read(signIn.uid, asked.form.get('ticket') ?? '', now);
  const user = userId === null ? null : await findUser(parts.db, userId);
  if (user === null || user.isDeactivated) {
    return showMessage(403, 'Sign in once more', 'That took too long. Go back and sign in again.');
  }
  const password = asked.form.get('password') ?? '';
  if (password !== (asked.form.get('repeated') ?? '')) {
    return showNewPassword(parts, signIn, user, 'The two are not the same.');
  }
  try {
    await choosePassword(parts.db, user, password, now);
  } catch (error) {
    if (!(error instanceof ErrandError) || error.fault === 'platform') throw error;
    return showNewPassword(parts, signIn, user, error.message);
  }
  parts.recordSignIn(asked, signIn, user, 'done');
  return goTo(await parts.oauth.signedIn(asked.request, asked.response, user.id));
}
