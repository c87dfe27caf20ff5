import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Dial } from '../container-agent.ts';
import { refuse, takeBack } from '../refuse.ts';
import { type Script, scriptParameters } from './parameters.ts';
import {
  beginRequest,
  encodeParameters,
  encodeRecords,
  type FastcgiRecord,
  RecordReader,
  recordTypes,
} from './record.ts';
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
  if (chunk.length === 0 || to.destroyed || to.write(chunk)) return;
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

/** What a script writes in records that came together, and whether it has ended with them. */
function outputOf(records: readonly FastcgiRecord[]): { readonly output: Buffer; readonly ended: boolean } {
  const end = records.findIndex(({ type }) => type === recordTypes.end);
  const told = (end === -1 ? records : records.slice(0, end)).filter(
    ({ type }) => type === recordTypes.stdout,
  );
  return { output: Buffer.concat(told.map(({ content }) => content)), ended: end !== -1 };
}

/** Begins the answer where the head has ended; the body's beginning, or null. Throws where HTTP has no such head. */
function passHead(begun: Buffer, response: ServerResponse): Buffer | null {
  const found = headEnd(begun);
  if ((found?.end ?? begun.length) > mostHeadBytes) throw new Error('the head of its answer does not end');
  if (found === null) return null;
  const { status, headers } = readHead(begun.toString('latin1', 0, found.end));
  // Those below 200 promise another answer after this one.
  if (status < 200) throw new Error(`its answer has the status ${status}`);
  response.writeHead(status, headers);
  return begun.subarray(found.body);
}

/** Passes on what the script answers. Returns whether it ended by itself. */
async function receive(socket: Socket, response: ServerResponse): Promise<boolean> {
  const reader = new RecordReader();
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const { output, ended } = outputOf(reader.take(chunk));
    if (head === null) await write(response, output);
    else {
      // Once for all records of the chunk: they may have one byte each.
      head = Buffer.concat([head, output]);
      const body = passHead(head, response);
      if (body !== null) {
        await write(response, body);
        head = null;
      }
    }
    if (ended) return head === null;
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
      const socket = dial();
      underWay += 1;
      const over = (error: unknown) => {
        socket.destroy();
        const reason = error instanceof Error ? error.message : String(error);
        takeBack(response);
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
