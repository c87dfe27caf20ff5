const ESC = 0x1b;
const BEL = 0x07;
const ST = 0x9c;
const CSI = 0x9b;
const maxParameters = 64;

/** 8-bit and 7-bit openers of a string that only BEL, ST or, here, a line's end closes: DCS, SOS, OSC, PM, APC. */
const stringOpeners = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);
const stringOpenersAfterEscape = new Set(['P', 'X', ']', '^', '_']);

/**
 * Returns a function that makes foreign text safe for a terminal: lines, tabs and, with `colours`, SGR (colour)
 * sequences pass; every other control sequence of ECMA-48 is dropped, so that a task cannot drive the user's
 * terminal. It remembers where it is, so a sequence may be spread over many chunks. A lone carriage return becomes
 * a line's end: nothing is overwritten.
 */
export function createControlFilter(options: { readonly colours: boolean }): (chunk: string) => string {
  const filter = new ControlFilter(options.colours);
  return (chunk) => filter.take(chunk);
}

class ControlFilter {
  readonly #colours: boolean;
  #state: 'text' | 'escape' | 'sequence' | 'string' = 'text';
  #parameters = '';
  #returnPending = false;
  #kept: string[] = [];

  constructor(colours: boolean) {
    this.#colours = colours;
  }

  take(chunk: string): string {
    this.#kept = [];
    for (let index = 0; index < chunk.length; index += 1) this.#next(chunk.charAt(index));
    return this.#kept.join('');
  }

  #next(character: string): void {
    const code = character.charCodeAt(0);
    if (this.#returnPending && character !== '\n') this.#endLine();
    this.#returnPending = character === '\r';
    if (this.#returnPending) return;
    if (character === '\n') this.#endLine();
    else if (this.#state === 'text') this.#text(character, code);
    else if (this.#state === 'escape') this.#afterEscape(character, code);
    else if (this.#state === 'sequence') this.#inSequence(character, code);
    else this.#inString(code);
  }

  /** Whatever was open ends with the line: a string that nobody closes must not swallow the rest of a log. */
  #endLine(): void {
    this.#state = 'text';
    this.#kept.push('\n');
  }

  #text(character: string, code: number): void {
    if (code === ESC) this.#state = 'escape';
    else if (code === CSI) this.#openSequence();
    else if (stringOpeners.has(code)) this.#state = 'string';
    else if (character === '\t' || (code >= 0x20 && code < 0x7f) || code > 0x9f) this.#kept.push(character);
  }

  #afterEscape(character: string, code: number): void {
    if (character === '[') this.#openSequence();
    else if (stringOpenersAfterEscape.has(character)) this.#state = 'string';
    else if (code !== ESC && (code < 0x20 || code > 0x2f)) this.#state = 'text';
  }

  #openSequence(): void {
    this.#state = 'sequence';
    this.#parameters = '';
  }

  #inSequence(character: string, code: number): void {
    if (code >= 0x20 && code <= 0x3f) {
      if (this.#parameters.length <= maxParameters) this.#parameters += character;
      return;
    }
    const isColour = character === 'm' && /^[\d;:]{0,64}$/.test(this.#parameters);
    if (isColour && this.#colours) this.#kept.push(`\x1b[${this.#parameters}m`);
    this.#state = code === ESC ? 'escape' : 'text';
  }

  #inString(code: number): void {
    if (code === BEL || code === ST) this.#state = 'text';
    else if (code === ESC) this.#state = 'escape';
  }
}
