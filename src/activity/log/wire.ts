import type { LogItem } from './log-entry.ts';

/** How a log travels. */
export interface LogForm {
  readonly contentType: string;
  /** Said before the first entry. */
  readonly opening: string;
  /** Said when there was nothing to say for a while, so that a dead connection is told from a silent one; null for nothing. */
  readonly heartbeat: string | null;
  readonly render: (item: LogItem) => string;
}

/** A line of `application/x-json-stream` for each item (T16, wire.md 3.4). */
export const jsonLines: LogForm = {
  contentType: 'application/x-json-stream',
  opening: '',
  heartbeat: null,
  render: (item) => `${renderLogItem(item)}\n`,
};

/** What a client sends as its `Last-Event-ID` after the seal: nothing more will come. */
export const sealedId = 'sealed';

const retryMilliseconds = 1000;

/** Server-sent events (HTML Living Standard, 9.2): `message` for each entry with its id, at the end one `seal`. */
export const eventStream: LogForm = {
  contentType: 'text/event-stream',
  opening: `retry: ${retryMilliseconds}\n\n`,
  heartbeat: ': still here\n\n',
  render: (item) =>
    'seal' in item
      ? `id: ${sealedId}\nevent: seal\ndata: ${renderLogItem(item)}\n\n`
      : `id: ${item.id}\ndata: ${renderLogItem(item)}\n\n`,
};

type Rendered = WeakMap<readonly LogItem[], Buffer>;

/** By the batch itself: a thousand followers are given the same one. */
const batches = new WeakMap<LogForm, Rendered>();
const chunks = new WeakMap<LogForm, Rendered>();

/** A batch as it is sent; made once for all who get it in the same form. */
export function renderBatch(form: LogForm, batch: readonly LogItem[]): Buffer {
  return once(batches, form, batch, () => Buffer.from(batch.map(form.render).join('')));
}

/** As `renderBatch`, framed for an answer in chunks (RFC 9112, 7.1). */
export function renderChunk(form: LogForm, batch: readonly LogItem[]): Buffer {
  return once(chunks, form, batch, () => {
    const bytes = renderBatch(form, batch);
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  });
}

function once(
  known: WeakMap<LogForm, Rendered>,
  form: LogForm,
  batch: readonly LogItem[],
  render: () => Buffer,
): Buffer {
  const ofForm: Rendered = known.get(form) ?? new WeakMap();
  known.set(form, ofForm);
  const bytes = ofForm.get(batch) ?? render();
  ofForm.set(batch, bytes);
  return bytes;
}

function renderLogItem(item: LogItem): string {
  if ('seal' in item) return `{"_id":${item.id},"seal":true}`;
  const { timestamp, message, stream } = item;
  // Half of what the object as a whole would cost.
  return `{"_id":${item.id},"data":{"timestamp":${JSON.stringify(timestamp)},"message":${JSON.stringify(message)},"stream":"${stream}"}}`;
}
