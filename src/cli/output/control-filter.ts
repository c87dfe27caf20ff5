const ESC = 0x1b;
const maxParameters = 64;

type State = 'text' | 'escape' | 'sequence' | 'string';

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
  let state: State = 'text';
  let parameters = '';
  let returnPending = false;
  let kept: string[] = [];

  function text(character: string, code: number): void {
    if (code === ESC) state = 'escape';
    else if (code === 0x9b) openSequence();
    else if (stringOpeners.has(code)) state = 'string';
    else if (character === '\t' || (code >= 0x20 && code < 0x7f) || code > 0x9f) kept.push(character);
  }

  function openSequence(): void {
    state = 'sequence';
    parameters = '';
  }

  function escape(character: string, code: number): void {
    if (character === '[') openSequence();
    else if (stringOpenersAfterEscape.has(character)) state = 'string';
    else if (code === ESC || (code >= 0x20 && code <= 0x2f)) state = 'escape';
    else state = 'text';
  }

  function sequence(character: string, code: number): void {
    if (code >= 0x20 && code <= 0x3f) {
      if (parameters.length <= maxParameters) parameters += character;
      return;
    }
    state = 'text';
    const isColour = character === 'm' && parameters.length <= maxParameters && /^[\d;:]*$/.test(parameters);
    if (isColour && options.colours) kept.push(`\x1b[${parameters}m`);
    if (code === ESC) state = 'escape';
  }

  function string(code: number): void {
    if (code === 0x07 || code === 0x9c) state = 'text';
    else if (code === ESC) state = 'escape';
  }

  function endLine(): void {
    state = 'text';
    kept.push('\n');
  }

  function take(character: string): void {
    const code = character.charCodeAt(0);
    if (returnPending && character !== '\n') endLine();
    returnPending = character === '\r';
    if (returnPending) return;
    if (character === '\n') endLine();
    else if (state === 'text') text(character, code);
    else if (state === 'escape') escape(character, code);
    else if (state === 'sequence') sequence(character, code);
    else string(code);
  }

  return (chunk) => {
    kept = [];
    for (let index = 0; index < chunk.length; index += 1) take(chunk.charAt(index));
    return kept.join('');
  };
}
