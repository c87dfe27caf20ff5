import { createServer, type Server, type ServerResponse } from 'node:http';
import { ErrandError } from '../../errors/errand-error.ts';

/** Waits on the loopback for the browser to bring the code. */
export interface CodeListener extends AsyncDisposable {
  /** `http://127.0.0.1:5000`. */
  readonly redirectUri: string;
  /** Errors: `unauthenticated` where the user said no. */
  readonly code: Promise<string>;
}

/** The ports that the original's command listens on (wire.md 1.2). */
const ports = { first: 5000, last: 5010 } as const;

function say(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<body style="font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;color-scheme:light dark">
<main style="max-width:25rem"><h1 style="font-size:1.35rem">${title}</h1><p>${text}</p></main></body></html>`);
}

async function listen(server: Server): Promise<number> {
  for (let port: number = ports.first; port <= ports.last; port += 1) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
    if (await promise) return port;
    server.removeAllListeners('error');
  }
  throw new ErrandError(
    'port_in_use',
    `None of the ports ${ports.first} to ${ports.last} is free on 127.0.0.1.`,
  );
}

/** Errors: `port_in_use`. */
export async function listenForCode(state: string): Promise<CodeListener> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // It is looked at later; until then a failure is no crash.
  promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    const [code, error] = [query.get('code'), query.get('error')];
    if (query.get('state') !== state || (code === null && error === null)) {
      return say(
        response,
        400,
        'Not this sign-in',
        'This is not the answer that the errand command waits for.',
      );
    }
    if (code === null) {
      say(response, 200, 'Not signed in', 'You can close this window.');
      const reason = query.get('error_description') ?? error ?? '';
      return reject(new ErrandError('unauthenticated', `The server did not sign you in: ${reason}`));
    }
    say(response, 200, 'You are signed in', 'Go back to the terminal. You can close this window.');
    resolve(code);
  });
  const port = await listen(server);
  return {
    redirectUri: `http://127.0.0.1:${port}`,
    code: promise,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeIdleConnections();
      await closed.promise;
    },
  };
}
