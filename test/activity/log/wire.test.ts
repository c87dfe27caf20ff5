import { describe, expect, it } from 'vitest';
import { eventStream, jsonLines, renderBatch, renderChunk } from '../../../src/activity/log/wire.ts';

const entry = {
  id: 7,
  message: 'a "b"\r\n',
  stream: 'stderr',
  timestamp: '2026-08-01T10:00:00.000001+00:00',
} as const;
const seal = { id: 8, seal: true } as const;
const json =
  '{"_id":7,"data":{"timestamp":"2026-08-01T10:00:00.000001+00:00","message":"a \\"b\\"\\r\\n","stream":"stderr"}}';

describe('a log item on the wire', () => {
  it('is a line of JSON, with its data in the order clients know', () => {
    expect(jsonLines.render(entry)).toBe(`${json}\n`);
    expect(jsonLines.render(seal)).toBe('{"_id":8,"seal":true}\n');
  });

  it('is an event with its id', () => {
    expect(eventStream.render(entry)).toBe(`id: 7\ndata: ${json}\n\n`);
    expect(eventStream.render(seal)).toBe('id: sealed\nevent: seal\ndata: {"_id":8,"seal":true}\n\n');
  });

  it('is made once for all who are given the same batch', () => {
    const batch = [entry, seal];
    const bytes = renderBatch(jsonLines, batch);
    expect(bytes.toString()).toBe(`${json}\n{"_id":8,"seal":true}\n`);
    expect(renderBatch(jsonLines, batch)).toBe(bytes);
    expect(renderBatch(eventStream, batch).toString()).toContain('event: seal');
    expect(renderBatch(jsonLines, [entry]).toString()).toBe(`${json}\n`);
    expect(renderBatch(jsonLines, batch)).toBe(bytes);
  });

  it('is framed once as a chunk, of as many bytes as it has', () => {
    const batch = [{ ...entry, message: 'zażółć\n' }];
    const chunk = renderChunk(jsonLines, batch);
    const bytes = renderBatch(jsonLines, batch);
    expect(chunk.toString()).toBe(`${bytes.length.toString(16)}\r\n${bytes}\r\n`);
    expect(renderChunk(jsonLines, batch)).toBe(chunk);
    expect(renderChunk(eventStream, batch)).not.toBe(chunk);
  });
});
