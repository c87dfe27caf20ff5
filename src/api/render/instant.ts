/** RFC 3339 as the original writes it: microseconds, and an offset instead of `Z` (wire.md 3.1). */
export function renderInstant(instant: Date): string {
  return instant.toISOString().replace('Z', '000+00:00');
}

export function renderMaybeInstant(instant: Date | null): string | null {
  return instant === null ? null : renderInstant(instant);
}
