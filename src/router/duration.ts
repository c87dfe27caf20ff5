/** nginx's units; a month has 30 days and a year 365. */
const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};

/**
 * Seconds of `expires: 5m`, `1d 12h`, `3600`; null where nothing is to be said, which `-1` stands for as well as what is
 * no time.
 */
export function expiresSeconds(written: unknown): number | null {
  const text = String(written ?? '').trim();
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+(ms|s|m|h|d|w|M|y)\s*)+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d|w|M|y)/g)];
  const seconds = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ''] ?? 0),
    0,
  );
  return Math.floor(seconds);
}
