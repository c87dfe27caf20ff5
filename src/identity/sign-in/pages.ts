import { type Html, html, page } from './html.ts';

interface Form {
  readonly uid: string;
  readonly csrf: string;
}

export interface SignInForm extends Form {
  readonly clientName: string;
  readonly username: string;
  readonly problem: string | null;
  /** What the outside provider is called; null where there is none. */
  readonly outside: string | null;
  /** False where everybody signs in at the outside provider. */
  readonly passwords: boolean;
}

function problemOf(problem: string | null): Html | null {
  return problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`;
}

function hidden({ csrf }: Form): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

function passwordForm(form: SignInForm): Html {
  return html`<form method="post" action="/signin/${form.uid}">
${hidden(form)}
<label for="username">User name or e-mail address</label>
<input id="username" name="username" value="${form.username}" autocomplete="username" autocapitalize="none" spellcheck="false" required${{ markup: form.username === '' ? ' autofocus' : '' }}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${{ markup: form.username === '' ? '' : ' autofocus' }}>
<button type="submit">Sign in</button>
</form>`;
}

export function signInPage(form: SignInForm): string {
  const outside =
    form.outside === null
      ? null
      : html`<form method="post" action="/signin/${form.uid}/outside">${hidden(form)}
<button type="submit"${{ markup: form.passwords ? ' class="quiet"' : '' }}>Sign in with ${form.outside}</button></form>`;
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
<p>to go on to <strong>${form.clientName}</strong></p>
${problemOf(form.problem)}
${form.passwords ? passwordForm(form) : null}${outside}`,
  );
}

export interface NewPasswordForm extends Form {
  readonly ticket: string;
  readonly username: string;
  readonly problem: string | null;
}

export function newPasswordPage(form: NewPasswordForm): string {
  return page(
    'Choose a password',
    html`<h1>Choose a password</h1>
<p>The one you have was for one sign-in only. Take at least 12 characters; a few words are easy to remember.</p>
${problemOf(form.problem)}
<form method="post" action="/signin/${form.uid}/password">
${hidden(form)}
<input type="hidden" name="ticket" value="${form.ticket}">
<input type="hidden" name="username" value="${form.username}" autocomplete="username">
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required autofocus>
<label for="repeated">The same again</label>
<input id="repeated" name="repeated" type="password" autocomplete="new-password" minlength="12" required>
<button type="submit">Save and go on</button>
</form>`,
  );
}

export interface ConsentForm extends Form {
  readonly clientName: string;
  readonly clientId: string;
  readonly username: string;
  readonly destination: string;
  readonly isKnown: boolean;
}

export function consentPage(form: ConsentForm): string {
  const warning = form.isKnown
    ? null
    : html`<p class="problem">This server does not know this program. Go on only if you have just started it.</p>`;
  return page(
    'Allow access',
    html`<h1>${form.clientName} wants to act as you</h1>
<p>It will be able to do all that <strong>${form.username}</strong> may do on this server, until you sign it out.</p>
<dl><dt>Program</dt><dd>${form.clientId}</dd><dt>Answers to</dt><dd>${form.destination}</dd></dl>
${warning}
<form method="post" action="/signin/${form.uid}/consent">
${hidden(form)}
<button type="submit" name="answer" value="allow">Allow</button>
<button type="submit" name="answer" value="deny" class="quiet">Do not allow</button>
<button type="submit" name="answer" value="switch" class="quiet">I am not ${form.username}</button>
</form>`,
  );
}

/** Goes on by itself, without a script. */
export function leavePage(name: string, url: string): string {
  return page(
    `On to ${name}`,
    html`<meta http-equiv="refresh" content="0;url=${url}"><h1>On to ${name}</h1>
<p>You sign in there and come back.</p><a class="button" href="${url}" rel="noreferrer">Go on to ${name}</a>`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(title, html`<h1>${title}</h1><p>${text}</p>`);
}
