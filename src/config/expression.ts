import { setFlagsFromString } from 'node:v8';

/** A project's regular expression, or why it is not taken. */
export type Expression =
  | { readonly expression: RegExp }
  | { readonly problem: string; readonly hint: string };

/** In characters, repetitions written out: how long a match takes grows with it. */
const longest = 2000;
/** What V8's linear engine takes of one repetition. */
const mostRepeated = 16;

const piece =
  /(\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|c[a-z]|k<[^>]*>|[1-9]\d*|.)|\[(?:\\.|[^\]\\])*\]|\(\?<?[:=!]?|[^\\[])(?:\{(\d{1,4})(,?)(\d{0,4})\}(\??))?/gis;

/** `a{n}` as `a{16}a{16}…`, which the engine takes, where `a` is one character or class. */
function inParts(atom: string, least: number, most: number | null, lazy: string): string {
  if (least > mostRepeated)
    return `${atom}{${mostRepeated}}${inParts(atom, least - mostRepeated, less(most), lazy)}`;
  if (most === null) return `${atom}{${least}}${atom}*${lazy}`;
  if (most <= mostRepeated) return `${atom}{${least},${most}}${lazy}`;
  return `${atom}{${least},${mostRepeated}}${lazy}${inParts(atom, 0, most - mostRepeated, lazy)}`;
}

const less = (most: number | null) => (most === null ? null : most - mostRepeated);
const isAtom = (text: string) => !/^(\\(k|[1-9])|[()|^$*+?]|\(\?)/.test(text);

/** The same expression, such that the linear engine takes it. */
function spelledOut(pattern: string): string {
  return pattern.replaceAll(piece, (whole, atom: string, from?: string, comma = '', to = '', lazy = '') => {
    if (from === undefined || !isAtom(atom)) return whole;
    const least = Number(from);
    const most = comma === '' ? least : to === '' ? null : Number(to);
    if (Math.max(least, most ?? 0) <= mostRepeated || (most !== null && most < least)) return whole;
    return inParts(atom, least, most, lazy);
  });
}

const tooLong: Expression = {
  problem: `is longer than ${longest} characters`,
  hint: 'Write several, or one that repeats less.',
};

let isPrepared = false;

/**
 * Compiles a project's expression for V8's engine that reads each character once (`l`, https://v8.dev/blog/non-backtracking-regexp):
 * one that goes back and forth could hold up every visitor of the server for ever.
 */
export function readExpression(pattern: string): Expression {
  if (!isPrepared) setFlagsFromString('--enable-experimental-regexp-engine');
  isPrepared = true;
  if (pattern.length > longest) return tooLong;
  try {
    new RegExp(pattern);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const problem = `is no regular expression: ${message.slice(message.lastIndexOf(': ') + 2).toLowerCase()}`;
    return { problem, hint: 'Escape what is meant as it stands, such as `\\.` for a dot.' };
  }
  const written = spelledOut(pattern);
  if (written.length > longest) return tooLong;
  try {
    return { expression: new RegExp(written, 'l') };
  } catch {
    const problem = 'is an expression that is not matched in one pass over the path';
    const hint =
      'Say it without looking ahead (`(?=`, `(?!`), without `\\1`, and without repeating a group more than 16 times.';
    return { problem, hint };
  }
}
