import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLogLines, parseLogLine } from '../../../src/activity/log/log-line.ts';

const timestamp = '2026-08-01T10:00:00.123456+00:00';

function parse(line: string) {
  const parsed = parseLogLine(Buffer.from(line));
  return parsed && { ...parsed, text: parsed.text.toString() };
}

describe('a line of the log file', () => {
  it("is read as conmon writes it, with its time's nanoseconds cut to microseconds", () => {
    const line = parse('2026-08-01T10:00:00.123456789+02:00 stderr P half a line');
    const time = '2026-08-01T10:00:00.123456+02:00';
    expect(line).toEqual({ timestamp: time, stream: 'stderr', partial: true, text: 'half a line' });
  });

  it('may be empty, with or without the space before the text', () => {
    expect(parse(`${timestamp} stdout F `)).toMatchObject({ text: '', partial: false, stream: 'stdout' });
    expect(parse(`${timestamp} stdout F`)).toMatchObject({ text: '', partial: false });
  });

  it('keeps spaces and carriage returns', () => {
    expect(parse(`${timestamp} stdout F   10 %\r 20 %\r`)?.text).toBe('  10 %\r 20 %\r');
  });

  it('is nothing where a crash tore it', () => {
    for (const torn of [
      '',
      '2026-08',
      `${timestamp} std`,
      `${timestamp} stdout X y`,
      ' stdout F x',
      'free text here',
    ]) {
      expect(parse(torn)).toBeNull();
    }
  });

  it('is written one to a line of the message', () => {
    const file = formatLogLines(timestamp, 'stderr', 'one\n\ntwo\n').toString();
    expect(file).toBe(`${timestamp} stderr F one\n${timestamp} stderr F \n${timestamp} stderr F two\n`);
    expect(formatLogLines(timestamp, 'stderr', 'one').toString()).toBe(`${timestamp} stderr F one\n`);
    expect(formatLogLines(timestamp, 'stderr', '')).toHaveLength(0);
  });

  it('is written in pieces where it is long, and reads back the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        fc.constantFrom('x', 'ä', '😀'),
        (length, character) => {
          const message = character.repeat(length);
          const lines = formatLogLines(timestamp, 'stdout', `${message}\n`)
            .toString('latin1')
            .split('\n')
            .slice(0, -1);
          const parsed = lines.map((line) => parseLogLine(Buffer.from(line, 'latin1')));
          expect(parsed.map((line) => line?.partial)).toEqual(lines.map((_, i) => i < lines.length - 1));
          const text = Buffer.concat(parsed.map((line) => line?.text ?? Buffer.alloc(0)));
          expect(text.toString()).toBe(message);
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(8300);
        },
      ),
      { numRuns: 50 },
    );
  });
});
