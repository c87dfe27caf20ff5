/**
 * How many bytes at the end are the beginning of a UTF-8 character that is not complete: 0 to 3. Bytes that can
 * never become a character count as complete (Unicode 3.9, table 3-7).
 */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const lead = bytes[bytes.length - back] ?? 0;
    if (isContinuation(lead)) continue;
    if (back >= sequenceLength(lead)) return 0;
    return back === 1 || mayFollow(lead, bytes[bytes.length - back + 1] ?? 0) ? back : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** The second byte has a narrower range after some leads: no overlong forms, surrogates or numbers too large. */
function mayFollow(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second < 0x90;
  return true;
}
