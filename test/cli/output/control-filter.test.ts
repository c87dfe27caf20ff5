import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createControlFilter } from '../../../src/cli/output/control-filter.ts';

function filter(...chunks: readonly string[]): string {
  return chunks.map(createControlFilter({ colours: true })).join('');
}

describe('what reaches the terminal', () => {
  test.each([
    ['plain text with tabs and lines', 'a\tb\nc', 'a\tb\nc'],
    ['letters of every script', 'Grüße 日本 👍', 'Grüße 日本 👍'],
    [
      'colours',
      '\x1b[1;31mred\x1b[0m \x1b[38:2::1:2:3mrgb\x1b[m',
      '\x1b[1;31mred\x1b[0m \x1b[38:2::1:2:3mrgb\x1b[m',
    ],
    ['a Windows line end, as a line end', 'a\r\nb', 'a\nb'],
    ['a lone carriage return, as a line end', '10%\r20%', '10%\n20%'],
  ])('%s', (_what, text, expected) => expect(filter(text)).toBe(expected));
});

describe('what does not', () => {
  test.each([
    ['moving the cursor, clearing', 'a\x1b[2J\x1b[1;1H\x1b[Kb'],
    ['the title, ended by BEL', 'a\x1b]0;title\x07b'],
    ['the clipboard, ended by ST', 'a\x1b]52;c;x\x1b\\b'],
    ['device control strings', 'a\x1bPq#0\x1b\\b'],
    ['application program commands', 'a\x1b_G\x1b\\b'],
    ['8-bit openers', 'a\x9b2J\x9d0;x\x9cb'],
    ['private modes that end like colours', 'a\x1b[>4;2m\x1b[?1mb'],
    ['character sets', 'a\x1b(0\x1b#8\x1bcb'],
    ['bells, backspaces, deletes, NUL', 'a\x07\x08\x7f\x00b'],
    ['an escape at an escape', 'a\x1b\x1b[2Jb'],
    ['endless parameters', `a\x1b[${'1;'.repeat(500)}mb`],
  ])('%s', (_what, text) => expect(filter(text)).toBe('ab'));

  test('a sequence over several chunks', () => expect(filter('a\x1b', '[', '2', 'Jb')).toBe('ab'));

  test('a string that nobody ends swallows its line and no more', () => {
    expect(filter('\x1b]0;lost\nkept')).toBe('\nkept');
  });

  test('colours, where they are not wanted', () => {
    expect(createControlFilter({ colours: false })('\x1b[31mred\x1b[0m')).toBe('red');
  });
});

const noisy = fc.string({
  unit: fc.constantFrom('\x1b', '[', ']', 'm', 'J', '1', ';', '\r', '\n', '\x07', '\\', 'x', '\x9b'),
});

test('however it is cut into chunks, the result is the same and holds colours only', () => {
  fc.assert(
    fc.property(fc.array(noisy), (chunks) => {
      const result = filter(...chunks);
      expect(result).toBe(filter(chunks.join('')));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
      expect(result.replace(/\x1b\[[\d;]*m/g, '')).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});
