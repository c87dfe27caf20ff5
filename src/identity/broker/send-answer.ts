import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OAuthAnswer } from '../oauth-answer.ts';

function encode(answer: OAuthAnswer) {
  const text = `${JSON.stringify(answer.body)}\n`;
  const headers = {
    ...answer.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  };
  return { text, headers };
}

/** Sends an answer as JSON. */
export function sendAnswer(response: ServerResponse, answer: OAuthAnswer): void {
  const { text, headers } = encode(answer);
  response.writeHead(answer.status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** The same where the HTTP parser gave up, and with it the response object; ends the connection. */
export function sendLastAnswer(socket: Duplex, answer: OAuthAnswer): void {
  const { text, headers } = encode(answer);
  const fields = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  // Of a socket that Node.js gave away (`connect`) nobody else hears that it was reset, which would end the process.
  socket.on('error', () => socket.destroy());
  const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${fields.join('')}\r\n`;
  socket.end(head + text, () => socket.destroy());
}
