/** A nullable time column as a date. */
export function dateOrNull(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}

/** A nullable date as its column. */
export function millisecondsOrNull(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}
