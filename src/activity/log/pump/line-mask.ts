import type { Mask, Masker } from '../../../secret/mask/masker.ts';
import type { LogStream } from '../log-entry.ts';
import { formatLogText, parseLogLine } from '../log-line.ts';
import type { SourceState } from './source.ts';

const newline = 0x0a;
const lineEnd = Buffer.from('\n');
const streams: readonly LogStream[] = ['stdout', 'stderr'];

/** Masks the text of `k8s-file` lines; a line in which nothing is hidden stays as it is, byte for byte. */
export class LineMask {
  readonly #mask: Mask;
  #masks: Readonly<Record<LogStream, Masker>>;
  #timestamp: string;

  /** From where a state says that it was. */
  constructor(mask: Mask, { masks, timestamp }: Pick<SourceState, 'masks' | 'timestamp'>) {
    this.#timestamp = timestamp;
    this.#mask = mask;
    this.#masks = { stdout: mask.open(masks.stdout), stderr: mask.open(masks.stderr) };
  }

  memory(): SourceState['masks'] {
    return { stdout: this.#masks.stdout.memory(), stderr: this.#masks.stderr.memory() };
  }

  /** What the log gets of whole lines. */
  push(lines: Buffer): Buffer {
    const pieces: Uint8Array[] = [];
    for (let start = 0; start < lines.length; ) {
      const found = lines.indexOf(newline, start);
      const end = found === -1 ? lines.length : found;
      this.#line(lines.subarray(start, end), pieces);
      start = end + 1;
    }
    return Buffer.concat(pieces);
  }

  /** What was held back to the end. */
  end(): Buffer {
    return Buffer.concat(
      streams.map((stream) => formatLogText(this.#timestamp, stream, this.#masks[stream].end())),
    );
  }

  /** Forgets what is held back, as its rest is left out of the log. */
  reset(): void {
    this.#masks = { stdout: this.#mask.open(), stderr: this.#mask.open() };
  }

  #line(bytes: Buffer, pieces: Uint8Array[]): void {
    // A torn line is text too.
    const torn = { timestamp: this.#timestamp, stream: 'stdout', partial: false, text: bytes } as const;
    const { timestamp, stream, partial, text } = parseLogLine(bytes) ?? torn;
    this.#timestamp = timestamp;
    const whole = partial ? text : Buffer.concat([text, lineEnd]);
    const shown = this.#masks[stream].push(whole);
    if (Buffer.compare(shown, whole) === 0) pieces.push(bytes, lineEnd);
    else pieces.push(formatLogText(timestamp, stream, shown));
  }
}
