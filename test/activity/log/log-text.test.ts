import { describe, expect, it } from 'vitest';
import { temporaryLogs } from './temporary-logs.ts';

describe("a log's text", () => {
  it('is the output as it was written', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', 'one\n\ntwo');
    logs.append('shop', 'run', 'three', 'stderr');
    expect(logs.text('shop', 'run', 10_000)).toBe('one\n\ntwo\nthree\n');
  });

  it('is empty where there is no log', async () => {
    expect((await temporaryLogs()).text('shop', 'run', 10_000)).toBe('');
  });

  it('is cut at the front, between lines', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n'));
    const text = logs.text('shop', 'run', 1000);
    expect(text).toMatch(/^line \d\d\n/);
    expect(text.endsWith('line 98\nline 99\n')).toBe(true);
    expect(text.length).toBeLessThan(1000);
  });
});
