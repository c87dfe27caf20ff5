import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Masker } from '../../secret/mask/masker.ts';

/** A longer line comes in pieces, so that one without an end is not kept in memory. */
const longestLine = 64 * 1024;

/**
 * Hands over every line of a stream, with what `masker` hides taken out. The function that it returns hands over the last one, where
 * that has no end, and what was held back; to be called when nothing more is awaited.
 */
export function eachLine(stream: Readable, masker: Masker, take: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let over = false;
  const push = (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length < longestLine) return;
    take(rest);
    rest = '';
  };
  const end = () => {
    if (over) return;
    over = true;
    push(decoder.end(Buffer.from(masker.end())));
    if (rest !== '') take(rest);
  };
  stream.on('data', (chunk: Buffer) => {
    if (!over) push(decoder.write(Buffer.from(masker.push(chunk))));
  });
  stream.once('end', end);
  return end;
}
