/** Wall clock time, in milliseconds, at which `performance.now()` was zero. */
let origin = performance.timeOrigin;

/**
 * Now, as RFC 3339 in UTC with microseconds. `Date.now()` says the millisecond; the monotonic clock adds the digits
 * below it, and is set anew where the two have drifted apart.
 */
export function wallClock(): string {
  const millisecond = Date.now();
  const precise = origin + performance.now();
  if (precise < millisecond - 1 || precise > millisecond + 2) origin = millisecond - performance.now();
  const moment = origin + performance.now();
  const micros = Math.min(999, Math.max(0, Math.floor((moment - Math.floor(moment)) * 1000)));
  const seconds = new Date(Math.floor(moment)).toISOString().slice(0, -1);
  return `${seconds}${String(micros).padStart(3, '0')}+00:00`;
}
