const bitsPerCharacter = 6;
const bitsPerByte = 8;

/** Characters of a line as `base64` (coreutils, MIME) and PEM break it. */
const lineLengths: readonly number[] = [76, 64];

/** The characters that the bytes alone decide when `before` other bytes come before them and any after. */
function atAlignment(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const first = Math.ceil((before * bitsPerByte) / bitsPerCharacter);
  const end = Math.floor(((before + bytes.length) * bitsPerByte) / bitsPerCharacter);
  return whole.slice(first, end);
}

const inLines = (text: string, length: number) =>
  (text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join('\n');

const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');

/** A text in base64, standard and URL-safe, at each of the three alignments, and by itself, with padding or without, in lines or not. */
export function base64Spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const alone = bytes.toString('base64');
  const broken = lineLengths.filter((length) => alone.length > length);
  const standard = [
    alone,
    alone.replace(/=+$/, ''),
    ...[0, 1, 2].map((before) => atAlignment(bytes, before)),
    ...broken.map((length) => inLines(alone, length)),
  ];
  return [...standard, ...standard.map(urlSafe)];
}
