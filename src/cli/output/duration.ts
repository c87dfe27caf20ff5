/** Seconds as people say them: `0.4 s`, `2 min 5 s`, `1 h 2 min`. */
export function sayDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `build 1.2 s · execute 0.4 s`, from the timings of an activity. */
export function sayTimings(timings: Readonly<Record<string, number>>): string {
  return Object.entries(timings)
    .map(([name, seconds]) => `${name} ${sayDuration(seconds)}`)
    .join(' · ');
}
