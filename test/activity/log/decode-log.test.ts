import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLog, longestLine } from '../../../src/activity/log/decode-log.ts';
import type { LogEntry } from '../../../src/activity/log/log-entry.ts';
import { logStart } from '../../../src/activity/log/log-position.ts';

const time = '2026-08-01T10:00:00.000001+00:00';

function piece(stream: string, flag: string, text: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${time} ${stream} ${flag} `), Buffer.from(text), Buffer.from('\n')]);
}

function messages(...pieces: Buffer[]): string[] {
  return decodeLog(Buffer.concat(pieces), logStart, true).entries.map(({ message }) => message);
}

/** As a follower reads a file that grows: each time from where the last whole line ended. */
function decodeInSteps(file: Buffer, sizes: readonly number[]): LogEntry[] {
  const entries: LogEntry[] = [];
  let position = logStart;
  let size = 0;
  for (const step of [...sizes, Number.POSITIVE_INFINITY]) {
    size = Math.min(file.length, size + step);
    const batch = decodeLog(
      file.subarray(position.offset, size),
      position,
      step === Number.POSITIVE_INFINITY,
    );
    entries.push(...batch.entries);
    position = batch.to;
  }
  return entries;
}

const aPiece = fc
  .record({
    stream: fc.constantFrom('stdout', 'stderr'),
    flag: fc.constantFrom('F', 'P'),
    text: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
  })
  .map(({ stream, flag, text }) => piece(stream, flag, text));
const somethingTorn = fc.constantFrom(
  Buffer.from('\n'),
  Buffer.from('2026-08-\n'),
  Buffer.from('free text\n'),
);

describe('decoding a log file', () => {
  it('numbers the lines, and gives whole ones their newline', () => {
    const file = Buffer.concat([
      piece('stdout', 'F', 'one'),
      piece('stderr', 'P', 'tw'),
      piece('stderr', 'F', 'o'),
    ]);
    const { entries, to } = decodeLog(file, logStart, false);
    expect(entries).toEqual([
      { id: 0, timestamp: time, message: 'one\n', stream: 'stdout' },
      { id: 1, timestamp: time, message: 'tw', stream: 'stderr' },
      { id: 2, timestamp: time, message: 'o\n', stream: 'stderr' },
    ]);
    expect(to).toMatchObject({ id: 3, offset: file.length });
  });

  it('puts a character together that was cut in two, each stream by itself', () => {
    const [smile, euro] = [Buffer.from('😀'), Buffer.from('€')];
    const file = [
      piece('stdout', 'P', Buffer.concat([Buffer.from('a'), smile.subarray(0, 3)])),
      piece('stderr', 'P', euro.subarray(0, 1)),
      piece('stdout', 'F', smile.subarray(3)),
      piece('stderr', 'P', euro.subarray(1, 2)),
      piece('stderr', 'F', euro.subarray(2)),
    ];
    expect(messages(...file)).toEqual(['a', '', '😀\n', '', '€\n']);
  });

  it('shows bytes that are no text, and control characters, as well as can be', () => {
    const file = [
      piece('stdout', 'F', Buffer.from([0xff, 0x00, 0xc3])),
      piece('stdout', 'F', '10 %\r20 %\r\u001b[1m'),
    ];
    expect(messages(...file)).toEqual(['\ufffd\0\ufffd\n', '10 %\r20 %\r\u001b[1m\n']);
  });

  it('keeps a byte order mark', () => {
    expect(messages(piece('stdout', 'F', '\ufeffx'))).toEqual(['\ufeffx\n']);
  });

  it('leaves a torn last line until it is whole or nothing more will come', () => {
    const file = Buffer.concat([piece('stdout', 'F', 'one'), Buffer.from(`${time} stdout F tw`)]);
    expect(decodeLog(file, logStart, false)).toMatchObject({
      entries: [{ message: 'one\n' }],
      to: { id: 1 },
    });
    expect(messages(file)).toEqual(['one\n', 'tw']);
  });

  it('shows what is not of the format rather than lose it', () => {
    const { entries } = decodeLog(
      Buffer.concat([piece('stderr', 'F', 'one'), Buffer.from('???\n\n')]),
      logStart,
      false,
    );
    expect(entries.slice(1)).toEqual([
      { id: 1, timestamp: time, message: '???\n', stream: 'stdout' },
      { id: 2, timestamp: time, message: '\n', stream: 'stdout' },
    ]);
  });

  it('cuts a line that is beyond all bounds, always at the same place', () => {
    for (const extra of [-1, 0, 1, longestLine, 2 * longestLine + 5]) {
      const long = piece('stdout', 'F', 'x'.repeat(longestLine + extra));
      const file = Buffer.concat([long, piece('stdout', 'F', 'next')]);
      const whole = decodeInSteps(file, []);
      expect(whole.map(({ message }) => message.length).reduce((a, b) => a + b)).toBe(
        longestLine + extra + 6,
      );
      expect(decodeInSteps(file, [longestLine, 1, 5, longestLine, 70])).toEqual(whole);
    }
  });

  it('gives the same entries however the file grew', () => {
    const file = fc.array(fc.oneof({ weight: 5, arbitrary: aPiece }, somethingTorn), { maxLength: 12 });
    fc.assert(
      fc.property(file, fc.array(fc.nat(60), { maxLength: 20 }), (pieces, sizes) => {
        const bytes = Buffer.concat(pieces);
        const whole = decodeInSteps(bytes, []);
        expect(whole).toHaveLength(pieces.length);
        expect(decodeInSteps(bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives back any text that a program wrote, wherever conmon cut it', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), cuts, (text, sizes) => {
        fc.pre(!text.includes('\n'));
        const bytes = Buffer.from(text);
        const pieces: Buffer[] = [];
        let start = 0;
        for (const size of sizes) {
          pieces.push(piece('stdout', 'P', bytes.subarray(start, start + size)));
          start += size;
        }
        pieces.push(piece('stdout', 'F', bytes.subarray(start)));
        expect(messages(...pieces).join('')).toBe(`${text}\n`);
      }),
      { numRuns: 1000 },
    );
  });
});
