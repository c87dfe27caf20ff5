import { pageHeaders } from './html.ts';
import { messagePage } from './pages.ts';

/** What a sign-in page answers, for any HTTP framework to send. */
export interface SignInAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page with a form, which in the end leads to `destination`. */
export function showPage(body: string, destination: string, status = 200): SignInAnswer {
  return { status, headers: pageHeaders([new URL(destination).origin]), body };
}

export function showMessage(
  status: number,
  title: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): SignInAnswer {
  return { status, headers: { ...pageHeaders(), ...headers }, body: messagePage(title, text) };
}

/** 303: the browser follows with GET. */
export function goTo(location: string): SignInAnswer {
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' };
}
