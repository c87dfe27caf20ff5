import { distance } from 'fastest-levenshtein';

/** The known name a misspelt one most likely stands for, or null where none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  // Each distance costs the product of both lengths, and a hostile file may ask for thousands.
  if (name.length > 60 || known.length > 100) return null;
  // Two letters that change places count as two.
  const reach = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    // People seldom misspell the first letter.
    const start = candidate[0] === name[0] ? 0 : 0.5;
    const far = start + distance(name.toLowerCase(), candidate.toLowerCase());
    if (far <= reach + 0.5 && (best === null || far < best.distance))
      best = { name: candidate, distance: far };
  }
  return best === null ? null : best.name;
}

/** A hint: the nearest known name, or all of them. `noun` is what they are called, such as `Defined tasks`. */
export function suggest(name: string, known: readonly string[], noun: string): string {
  const near = nearest(name, known);
  if (near !== null) return `Did you mean \`${near}\`?`;
  return available(known, noun);
}

/** A hint that lists the known names. */
export function available(known: readonly string[], noun: string): string {
  return known.length === 0 ? `${noun}: none.` : `${noun}: ${listed(known)}.`;
}

/** Names in a row; more than 40 are cut. */
export function listed(names: readonly string[]): string {
  const more = names.length > 40 ? ', …' : '';
  return names.slice(0, 40).join(', ') + more;
}
