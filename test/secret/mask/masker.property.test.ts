import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMask, createMasker } from '../../../src/secret/mask/masker.ts';
import { spellingsOf } from '../../../src/secret/mask/spellings.ts';
import { Secret } from '../../../src/secret/secret.ts';

/** A small alphabet makes overlaps, repetitions and beginnings that come to nothing likely. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '\n', 'é'), minLength: 6, maxLength: 14 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '\n', 'é'), maxLength: 80 });

const cutInto = (bytes: Buffer, cuts: readonly number[]) => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
};

const masked = (values: readonly string[], pieces: readonly Uint8Array[]) => {
  const masker = createMasker(values.map((value) => new Secret(value)));
  return Buffer.concat([...pieces.map((piece) => masker.push(piece)), masker.end()]).toString();
};

/** The same by brute force: mark every byte of every occurrence, merging what overlaps. */
function expected(values: readonly string[], bytes: Buffer): string {
  const spans = values
    .flatMap(spellingsOf)
    .map((spelling) => Buffer.from(spelling))
    .flatMap((spelling) => {
      const found: [number, number][] = [];
      for (let at = bytes.indexOf(spelling); at !== -1; at = bytes.indexOf(spelling, at + 1)) {
        found.push([at, at + spelling.length]);
      }
      return found;
    })
    .sort(([a, aEnd], [b, bEnd]) => a - b || bEnd - aEnd);
  const merged: [number, number][] = [];
  for (const [start, end] of spans) {
    const last = merged.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  let shown = 0;
  const pieces: Buffer[] = [];
  for (const [start, end] of merged) {
    pieces.push(bytes.subarray(shown, start), Buffer.from('[secret]'));
    shown = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(shown)]).toString();
}

describe('a masker', () => {
  test('masks what a search of the whole text finds, however the text is cut', () => {
    const values = fc.array(word, { minLength: 1, maxLength: 4 });
    const parts = fc.array(fc.oneof(text, fc.nat(3)), { maxLength: 6 });
    fc.assert(
      fc.property(values, parts, fc.array(fc.nat(400), { maxLength: 12 }), (secrets, mixture, cuts) => {
        const whole = mixture
          .map((part) => (typeof part === 'number' ? (secrets[part] ?? '') : part))
          .join('');
        const bytes = Buffer.from(whole);
        expect(masked(secrets, cutInto(bytes, cuts))).toBe(expected(secrets, bytes));
      }),
      { numRuns: 400 },
    );
  });

  test('finds every spelling of any value, byte by byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }), (value) => {
        for (const spelling of spellingsOf(value)) {
          const bytes = [...Buffer.from(spelling)].map((byte) => Uint8Array.of(byte));
          expect(masked([value], bytes)).toBe('[secret]');
        }
      }),
      { numRuns: 25 },
    );
  });

  test('changes nothing in a text without secrets, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, cuts) => {
        const masker = createMasker([new Secret('a-secret-nobody-types')]);
        const pieces = cutInto(Buffer.from(bytes), cuts).map((piece) => masker.push(piece));
        expect(Buffer.concat([...pieces, masker.end()]).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });
});

describe('what a masker holds back', () => {
  const pushed = (value: string, piece: string) =>
    Buffer.from(createMasker([new Secret(value)]).push(Buffer.from(piece))).toString();

  test('is nothing of a line that cannot be part of a secret', () => {
    expect(pushed('swordfish', 'progress: 40 %')).toBe('progress: 40 %');
    expect(pushed('swordfish', 'a sword')).toBe('a ');
    expect(pushed('swordfish', 'a swordfight')).toBe('a swordfight');
  });

  test('is never the mask itself', () => {
    expect(pushed('swordfish', 'the swordfish')).toBe('the [secret]');
  });

  test('is never more than the longest secret', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), text, (values, piece) => {
        const masker = createMasker(values.map((value) => new Secret(value)));
        const longest = Math.max(0, ...values.flatMap(spellingsOf).map((one) => Buffer.byteLength(one)));
        const bytes = Buffer.from(piece);
        masker.push(bytes);
        expect(masker.end().length).toBeLessThanOrEqual(longest);
      }),
    );
  });

  test('is a copy: the memory of a piece may be used again', () => {
    const masker = createMasker([new Secret('swordfish')]);
    const memory = Buffer.from('sword');
    masker.push(memory);
    memory.fill('x');
    expect(Buffer.from(masker.end()).toString()).toBe('sword');
  });
});

test('a mask without values that can be masked lets pieces through as they are', () => {
  const piece = Buffer.from('as it is');
  const mask = createMask([new Secret('abc')]);
  expect(mask.active).toBe(false);
  expect(mask.open().push(piece)).toBe(piece);
});
