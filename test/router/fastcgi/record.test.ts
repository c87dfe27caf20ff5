import { describe, expect, test } from 'vitest';
import {
  beginRequest,
  encodeParameters,
  encodeRecords,
  RecordReader,
  recordTypes,
} from '../../../src/router/fastcgi/record.ts';

describe('records of FastCGI', () => {
  test('are read in whatever pieces they come', () => {
    const long = Buffer.alloc(150_000, 'x');
    const bytes = Buffer.concat([
      encodeRecords(recordTypes.stdout, Buffer.from('first')),
      encodeRecords(recordTypes.stdout, long),
      encodeRecords(recordTypes.end, Buffer.alloc(8)),
    ]);
    for (const size of [1, 7, 1000, bytes.length]) {
      const reader = new RecordReader();
      const records = [];
      for (let at = 0; at < bytes.length; at += size)
        records.push(...reader.take(bytes.subarray(at, at + size)));
      const output = records.filter(({ type }) => type === recordTypes.stdout).map(({ content }) => content);
      expect(Buffer.concat(output).length).toBe(150_005);
      expect(output.map(({ length }) => length)).toEqual([5, 65_535, 65_535, 18_930]);
      expect(records.at(-1)?.type).toBe(recordTypes.end);
    }
  });

  test('have padding that is passed over', () => {
    const padded = Buffer.from([1, 6, 0, 1, 0, 2, 3, 0, 0x6f, 0x6b, 0, 0, 0]);
    const [record] = new RecordReader().take(padded);
    expect(record?.content.toString()).toBe('ok');
  });

  test('ask for a responder, and name values by their length', () => {
    expect([...beginRequest()]).toEqual([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect([...encodeParameters({ A: 'bc' })]).toEqual([1, 2, 0x41, 0x62, 0x63]);
    expect([...encodeParameters({ A: 'x'.repeat(200) }).subarray(0, 6)]).toEqual([1, 0x80, 0, 0, 200, 0x41]);
  });
});
