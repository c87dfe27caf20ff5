import type { Configuration } from 'oidc-provider';
import { html, page, pageHeaders } from '../sign-in/html.ts';

type RenderError = NonNullable<Configuration['renderError']>;

/** What a browser sees where a request to the OAuth server was wrong, and cannot be sent back to its client. */
export const renderError: RenderError = (context, out) => {
  const { error, error_description: description = '' } = out;
  context.set(pageHeaders());
  context.body = page(
    'Cannot sign in',
    html`<h1>This sign-in cannot go on</h1>
<p>${String(description) || 'The program that sent you here asked for something that this server does not do.'}</p>
<p>Start again from the program that opened this page. <br>Code: <strong>${error}</strong></p>`,
  );
};
