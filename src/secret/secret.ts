/** What is seen of a secret wherever it gets printed, and what a log has in its place. */
export const redacted = '[secret]';

/**
 * A text that must not be seen. String conversion, JSON, the inspector of Node.js and pino print `[secret]`; only `reveal`
 * gives the text, so that a search for the word finds every place where it leaves its cover.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.toPrimitive](): string {
    return redacted;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return redacted;
  }
}
