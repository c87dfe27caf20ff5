import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answers.ts';
import { sendLog } from './log-response.ts';
import type { Recorded } from './recorded.ts';
import { defaultScript, type Script } from './script.ts';

export interface FakeApi extends AsyncDisposable {
  readonly url: string;
  readonly script: Script;
  readonly requests: readonly Recorded[];
  /** The body of the last request to a method and path, as text. */
  bodyOf(call: string): string;
}

/** A server on loopback with the few endpoints that the command line uses. */
export async function startFakeApi(changes: Partial<Script> = {}): Promise<FakeApi> {
  const script: Script = { ...defaultScript(), ...changes };
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const recorded = { method, url, headers, body };
      requests.push(recorded);
      if (script.silent.includes(`${method} ${url}`)) return;
      const answered = answer(script, recorded);
      if (answered === 'log') return sendLog(script, startOf(url), response);
      response.writeHead(answered.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answered.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    script,
    requests,
    bodyOf: (call) =>
      requests.findLast(({ method, url }) => `${method} ${url}` === call)?.body.toString() ?? 'never called',
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function startOf(url: string): number {
  return Number(new URL(url, 'http://fake').searchParams.get('start_at'));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
