import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteTail } from '../../../src/activity/log/incomplete-tail.ts';

function tailOf(...bytes: number[]): number {
  return incompleteTail(Buffer.from(bytes));
}

describe('the incomplete tail of bytes', () => {
  it('is the beginning of a character', () => {
    expect(tailOf()).toBe(0);
    expect(tailOf(0x61)).toBe(0);
    expect(tailOf(0x61, 0xc3)).toBe(1);
    expect(tailOf(0xc3, 0xa4)).toBe(0);
    expect(tailOf(0xe2, 0x82)).toBe(2);
    expect(tailOf(0xf0, 0x9f, 0x98)).toBe(3);
    expect(tailOf(0xf0, 0x9f, 0x98, 0x80)).toBe(0);
  });

  it('is nothing that can never become a character', () => {
    expect(tailOf(0x80)).toBe(0);
    expect(tailOf(0x80, 0x80, 0x80, 0x80)).toBe(0);
    expect(tailOf(0xc0)).toBe(0);
    expect(tailOf(0xff)).toBe(0);
    expect(tailOf(0xe0, 0x80)).toBe(0);
    expect(tailOf(0xed, 0xa0)).toBe(0);
    expect(tailOf(0xf4, 0x90)).toBe(0);
  });

  it('when held back leaves any bytes reading as they would in one piece', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(12), (bytes, cut) => {
        const all = Buffer.from(bytes);
        const head = all.subarray(0, cut);
        const kept = head.length - incompleteTail(head);
        const joined = head.toString('utf8', 0, kept) + all.toString('utf8', kept);
        expect(joined).toBe(all.toString('utf8'));
      }),
      { numRuns: 2000 },
    );
  });
});
