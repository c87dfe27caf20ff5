import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { hookPipes } from './receive-hooks.ts';
import { type Hook, isWhole, type Received, type ReferenceUpdate, readReceived } from './received.ts';

/** Who takes what is pushed. */
export interface Receiver {
  /** Before anything changes: null, or why the push is refused, in one line. */
  check(received: Received): Promise<string | null>;
  /** After the references have moved. What is said is shown on the pushing terminal, as long as somebody is there. */
  received(received: Received, say: (line: string) => void, gone: AbortSignal): Promise<void>;
}

/** Some 30 000 references in one push. */
const largestMessageBytes = 4 * 1024 * 1024;

/** What comes by a pipe, cut at each NUL; it ends where there is too much. */
async function* fieldsOf(told: Readable): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of told as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestMessageBytes) return;
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)]).toString();
      pieces = [];
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
  }
}

/** The only message that comes by a hook's pipe; null where none came, or none that can be read. What follows it is never read. */
async function messageOf(told: Readable, hook: Hook): Promise<Received | null> {
  const fields: string[] = [];
  for await (const field of fieldsOf(told)) {
    fields.push(field);
    if (isWhole(fields)) return readReceived(fields, hook);
  }
  return null;
}

async function hear(
  child: ChildProcess,
  hook: Hook,
  answer: (message: Received | null, say: (line: string) => void) => Promise<void>,
): Promise<void> {
  const to = child.stdio[hookPipes[hook].answer] as Writable;
  to.on('error', () => undefined);
  try {
    const message = await messageOf(child.stdio[hookPipes[hook].told] as Readable, hook);
    await answer(message, (line) => to.write(`${line}\n`));
  } finally {
    to.end();
  }
}

const keyOf = ({ reference, before, after }: ReferenceUpdate) => `${reference} ${before} ${after}`;

/** Answers the hooks of one request. Only what was checked before is taken for received. */
export async function hearHooks(child: ChildProcess, receiver: Receiver, gone: AbortSignal): Promise<void> {
  const allowed = new Set<string>();
  const before = hear(child, 'pre-receive', async (message, say) => {
    const refusal = message === null ? 'errand: the push cannot be read' : await receiver.check(message);
    if (refusal === null) for (const update of message?.updates ?? []) allowed.add(keyOf(update));
    say(refusal?.replaceAll('\n', ' ') ?? 'ok');
  });
  const after = hear(child, 'post-receive', async (message, say) => {
    if (message?.updates.every((update) => allowed.has(keyOf(update))))
      await receiver.received(message, say, gone);
  });
  await Promise.all([before, after]);
}
