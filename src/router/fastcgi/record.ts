/** Records of FastCGI 1.0 (fastcgi-archives.github.io/FastCGI_Specification.html, 3.3 and 8). */
export const recordTypes = { begin: 1, end: 3, parameters: 4, stdin: 5, stdout: 6, stderr: 7 } as const;

export type RecordType = (typeof recordTypes)[keyof typeof recordTypes];

export interface FastcgiRecord {
  readonly type: number;
  readonly content: Buffer;
}

const version = 1;
const headerBytes = 8;
const mostBytes = 0xffff;
/** A connection has one request, which so needs no number of its own. */
const requestId = 1;

function header(type: RecordType, length: number): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.writeUInt8(version, 0);
  bytes.writeUInt8(type, 1);
  bytes.writeUInt16BE(requestId, 2);
  bytes.writeUInt16BE(length, 4);
  return bytes;
}

/** As many records as the content needs. An empty one, which ends a stream, is made of no content. */
export function encodeRecords(type: RecordType, content: Buffer): Buffer {
  if (content.length === 0) return header(type, 0);
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += mostBytes) {
    const piece = content.subarray(at, at + mostBytes);
    pieces.push(header(type, piece.length), piece);
  }
  return Buffer.concat(pieces);
}

/** Asks for an answer to one request, after which the connection ends. */
export function beginRequest(): Buffer {
  const responder = 1;
  const body = Buffer.alloc(8);
  body.writeUInt16BE(responder, 0);
  return encodeRecords(recordTypes.begin, body);
}

function encodedLength(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((length | 0x8000_0000) >>> 0);
  return bytes;
}

export function encodeParameters(parameters: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => {
    const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
    return [encodedLength(nameBytes.length), encodedLength(valueBytes.length), nameBytes, valueBytes];
  });
  return Buffer.concat(pairs);
}

/** Puts records together out of what comes, in whatever pieces. */
export class RecordReader {
  #left: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): readonly FastcgiRecord[] {
    let rest = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const records: FastcgiRecord[] = [];
    while (rest.length >= headerBytes) {
      const length = rest.readUInt16BE(4);
      const end = headerBytes + length + rest.readUInt8(6);
      if (rest.length < end) break;
      records.push({ type: rest.readUInt8(1), content: rest.subarray(headerBytes, headerBytes + length) });
      rest = rest.subarray(end);
    }
    this.#left = rest;
    return records;
  }
}
