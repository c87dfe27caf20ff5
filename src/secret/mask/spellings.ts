import { base64Spellings } from './base64-spellings.ts';
import { maskedPart, shortestMaskedCharacters } from './maskable.ts';

const lowerEscapes = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

const asUnicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** As JSON writers spell it: JavaScript, PHP (`/` escaped), Python and PHP (ASCII only), Go (`<`, `>`, `&` escaped). */
function jsonSpellings(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replaceAll(/[\u0080-\uffff]/g, asUnicodeEscape);
  return [
    plain,
    plain.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    plain.replaceAll(/[<>&\u2028\u2029]/g, asUnicodeEscape),
  ];
}

/** As URLs have it: a space as `%20` or `+`, RFC 3986 strictly or JavaScript's way, `/` kept or not, either case of `%2F`. */
function urlSpellings(text: string): readonly string[] {
  const component = encodeURIComponent(text.toWellFormed());
  const strict = component.replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const withSlash = strict.replaceAll('%2F', '/');
  const found = [component, strict, form, withSlash, strict.replaceAll('%20', '+')];
  return [...found, ...found.map(lowerEscapes)];
}

function hexSpellings(text: string): readonly string[] {
  const hex = Buffer.from(text).toString('hex');
  return [hex, hex.toUpperCase()];
}

/** As a shell prints it in single quotes (`set -x`, `export -p`). */
const shellSpelling = (text: string) => text.replaceAll("'", "'\\''");

/**
 * Every spelling of a value that a log must not show: as it is, each of its lines, in JSON, URLs, base64, hexadecimal
 * and shell quotes. Empty for a value that is too short to be masked.
 */
export function spellingsOf(value: string): readonly string[] {
  const text = maskedPart(value);
  if (text.length < shortestMaskedCharacters) return [];
  const lines = text.includes('\n') ? text.split('\n').map((line) => line.trim()) : [];
  const pieces = [text, ...lines];
  const spellings = [
    ...pieces.flatMap((piece) => [
      piece,
      ...jsonSpellings(piece),
      ...urlSpellings(piece),
      shellSpelling(piece),
    ]),
    ...base64Spellings(text),
    ...hexSpellings(text),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling.length >= shortestMaskedCharacters);
}
