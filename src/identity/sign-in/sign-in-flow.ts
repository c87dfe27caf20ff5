import type { IncomingMessage, ServerResponse } from 'node:http';
import { findUser } from '../../store/users/find-user.ts';
import { findUserByName } from '../../store/users/find-user-by-name.ts';
import type { User } from '../../store/users/user.ts';
import type { SignIn } from '../oauth/oauth-server.ts';
import { checkPassword } from '../people/choose-password.ts';
import { answerConsent, showConsent } from './consent-step.ts';
import { goOutside } from './outside-step.ts';
import { isOwnForm } from './own-form.ts';
import { signInPage } from './pages.ts';
import { saveNewPassword, showNewPassword } from './password-step.ts';
import { goTo, type SignInAnswer, showMessage, showPage } from './sign-in-answer.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** A request to one of the pages. */
export interface PageRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** From the path. */
  readonly uid: string;
  /** Fields of the form; empty for GET. */
  readonly form: ReadonlyMap<string, string>;
  readonly address: string;
}

export type FormAction = 'login' | 'password' | 'consent' | 'outside';

export interface SignInFlow {
  show(asked: PageRequest): Promise<SignInAnswer>;
  submit(action: FormAction, asked: PageRequest): Promise<SignInAnswer>;
  /** Somebody comes back from the outside provider, with this query. */
  comeBack(asked: PageRequest, query: string): Promise<SignInAnswer>;
}

const gone = showMessage(
  400,
  'This sign-in is over',
  'It took too long, was finished already, or was begun in another browser. Start again from the program that opened it.',
);

export function openSignInFlow(parts: SignInParts): SignInFlow {
  return {
    async show(asked) {
      const signIn = await current(parts, asked);
      if (signIn === null) return gone;
      return signIn.step === 'consent'
        ? showConsent(parts, signIn)
        : showSignIn(parts, signIn, signIn.loginHint, null);
    },
    async submit(action, asked) {
      const signIn = await current(parts, asked);
      if (signIn === null) return gone;
      if (!isOwnForm(parts, asked)) {
        return showMessage(
          403,
          'Not this form',
          'The form was not served by this page. Go back and try again.',
        );
      }
      return handlers[action](parts, signIn, asked);
    },
    async comeBack(asked, query) {
      const signIn = await current(parts, asked);
      return signIn === null || parts.outside === null ? gone : arrive(parts, signIn, asked, query);
    },
  };
}

/** The sign-in in the browser's cookie, if it is the path's too. */
async function current(
  { oauth }: SignInParts,
  { request, response, uid }: PageRequest,
): Promise<SignIn | null> {
  const signIn = await oauth.signIn(request, response);
  return signIn?.uid === uid ? signIn : null;
}

type Handler = (parts: SignInParts, signIn: SignIn, asked: PageRequest) => Promise<SignInAnswer>;

const handlers: Readonly<Record<FormAction, Handler>> = {
  login: submitLogin,
  password: saveNewPassword,
  consent: answerConsent,
  outside: async (parts, signIn) => (await goOutside(parts, signIn)) ?? gone,
};

async function arrive(
  parts: SignInParts,
  signIn: SignIn,
  asked: PageRequest,
  query: string,
): Promise<SignInAnswer> {
  const { outside, log } = parts;
  const back = await outside?.finish(signIn, query).catch((cause: unknown) => {
    return { kind: 'refused', reason: 'The provider cannot be reached.', cause } as const;
  });
  if (back === undefined) return gone;
  if (back.kind === 'user') return finish(parts, signIn, asked, back.user);
  if (back.cause !== undefined) log.warn({ error: back.cause }, 'a sign-in at the identity provider failed');
  parts.recordSignIn(asked, signIn, null, 'denied');
  return showSignIn(parts, signIn, signIn.loginHint, back.reason, 403);
}

function showSignIn(
  { tickets, outside, passwords }: SignInParts,
  signIn: SignIn,
  username: string,
  problem: string | null,
  status = 200,
): SignInAnswer {
  const body = signInPage({
    uid: signIn.uid,
    csrf: tickets.csrf(signIn.uid),
    clientName: signIn.clientName,
    username,
    problem,
    outside: outside?.name ?? null,
    passwords,
  });
  return showPage(body, signIn.redirectUri, status);
}

function tellToWait(parts: SignInParts, signIn: SignIn, username: string, waitMs: number): SignInAnswer {
  const seconds = Math.ceil(waitMs / 1000);
  const problem = `Too many attempts. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  const answer = showSignIn(parts, signIn, username, problem, 429);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

/** One answer for an unknown name, a wrong password and a deactivated user, and as much work. */
async function submitLogin(parts: SignInParts, signIn: SignIn, asked: PageRequest): Promise<SignInAnswer> {
  const username = (asked.form.get('username') ?? '').trim();
  const now = new Date();
  if (!parts.passwords) return gone;
  const waitMs = parts.throttle.waitFor(username, asked.address, now);
  if (waitMs > 0) return tellToWait(parts, signIn, username, waitMs);
  const user = username === '' ? null : await findUserByName(parts.db, username);
  const check = await checkPassword(parts.db, user, asked.form.get('password') ?? '', now);
  if (check === 'wrong' || user === null) {
    parts.throttle.failed(username, asked.address, now);
    parts.recordSignIn(asked, signIn, user, 'denied');
    return showSignIn(parts, signIn, username, 'User name or password is wrong.', 401);
  }
  parts.throttle.succeeded(username, asked.address);
  if (check === 'right_but_must_change') return showNewPassword(parts, signIn, user, null);
  return finish(parts, signIn, asked, user);
}

/** The user is who they say; on to the next step. */
export async function finish(
  parts: SignInParts,
  signIn: SignIn,
  asked: PageRequest,
  user: User,
): Promise<SignInAnswer> {
  const fresh = await findUser(parts.db, user.id);
  if (fresh === null || fresh.isDeactivated) return gone;
  parts.recordSignIn(asked, signIn, user, 'done');
  return goTo(await parts.oauth.signedIn(asked.request, asked.response, user.id));
}
