import { describe, expect, it } from 'vitest';
import { renderLogItem } from '../../../src/activity/log/wire.ts';

describe('a log item on the wire', () => {
  it('is a line of JSON, with its data in the order clients know', () => {
    const entry = {
      id: 7,
      message: 'a "b"\r\n',
      stream: 'stderr',
      timestamp: '2026-08-01T10:00:00.000001+00:00',
    } as const;
    expect(renderLogItem(entry)).toBe(
      '{"_id":7,"data":{"timestamp":"2026-08-01T10:00:00.000001+00:00","message":"a \\"b\\"\\r\\n","stream":"stderr"}}\n',
    );
  });

  it('is a seal at the end', () => {
    expect(renderLogItem({ id: 8, seal: true })).toBe('{"_id":8,"seal":true}\n');
  });
});
