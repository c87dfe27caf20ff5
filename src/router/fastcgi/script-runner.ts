import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Dial } from '../container-agent.ts';
import { refuse } from '../refuse.ts';
import { type Script, scriptParameters } from './parameters.ts';
import { beginRequest, encodeParameters, encodeRecords, RecordReader, recordTypes } from './record.ts';
import { headEnd, readHead } from './script-head.ts';

/** Lets scripts answer requests, by FastCGI. */
export interface ScriptRunner {
  /** `body` takes the place of the request's own where that was read already. */
  run(script: Script, request: IncomingMessage, response: ServerResponse, body?: Readable): void;
  /** How many answers are under way. */
  readonly underWay: number;
}

/** A head that does not end is none. */
const mostHeadBytes = 256 * 1024;

async function write(to: Socket | ServerResponse, chunk: Buffer): Promise<void> {
  if (to.destroyed || to.write(chunk)) return;
  await Promise.race([once(to, 'drain'), once(to, 'close')]);
}

async function send(socket: Socket, script: Script, request: IncomingMessage, body: Readable): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const parameters = encodeParameters(scriptParameters(script, { method, url, headers }));
  const { parameters: kind, stdin } = recordTypes;
  await write(
    socket,
    Buffer.concat([beginRequest(), encodeRecords(kind, parameters), encodeRecords(kind, Buffer.alloc(0))]),
  );
  for await (const chunk of body as AsyncIterable<Buffer>) await write(socket, encodeRecords(stdin, chunk));
  await write(socket, encodeRecords(stdin, Buffer.alloc(0)));
}

/** Passes on what the script answers. Returns whether it ended by itself. */
async function receive(socket: Socket, response: ServerResponse): Promise<boolean> {
  const reader = new RecordReader();
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (const { type, content } of reader.take(chunk)) {
      if (type === recordTypes.end) return head === null;
      if (type !== recordTypes.stdout) continue;
      if (head === null) {
        await write(response, content);
        continue;
      }
      head = Buffer.concat([head, content]);
      const found = headEnd(head);
      if (found === null && head.length > mostHeadBytes) return false;
      if (found === null) continue;
      const { status, headers } = readHead(head.toString('latin1', 0, found.end));
      response.writeHead(status, headers);
      await write(response, head.subarray(found.body));
      head = null;
    }
  }
  return false;
}

async function answer(
  socket: Socket,
  script: Script,
  request: IncomingMessage,
  response: ServerResponse,
  body: Readable,
): Promise<void> {
  response.once('close', () => socket.destroy());
  // A script may answer before it has read all, and then reads no more.
  const sent = send(socket, script, request, body).catch(() => undefined);
  const ended = await receive(socket, response);
  socket.destroy();
  await sent;
  if (ended) response.end();
  else refuse(response, 502, '502: the script ended without an answer');
}

/** `dial` opens a connection to the program that runs scripts. */
export function createScriptRunner(dial: Dial): ScriptRunner {
  let underWay = 0;
  return {
    get underWay() {
      return underWay;
    },
    run(script, request, response, body = request) {
      underWay += 1;
      const socket = dial();
      const over = (error: unknown) => {
        socket.destroy();
        const reason = error instanceof Error ? error.message : String(error);
        refuse(response, 502, `502: what runs the scripts of the application does not answer (${reason})`);
      };
      answer(socket, script, request, response, body)
        .catch(over)
        .finally(() => {
          underWay -= 1;
        });
    },
  };
}
