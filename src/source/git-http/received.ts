export type Hook = 'pre-receive' | 'post-receive';

/** A reference that a push moves. */
export interface ReferenceUpdate {
  /** `refs/heads/main`. */
  readonly reference: string;
  /** Null where the reference is new. */
  readonly before: string | null;
  /** Null where it is to be deleted. */
  readonly after: string | null;
}

/** What a hook tells of a push. */
export interface Received {
  readonly hook: Hook;
  readonly updates: readonly ReferenceUpdate[];
  /** The texts of `git push -o`. */
  readonly options: readonly string[];
}

/** Whoever pushes chooses the name; git looks at its form only after it has asked the hook. */
const updateLine = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^ \p{Cc}]+)$/u;

const hash = (text: string) => (/^0+$/.test(text) ? null : text);

/** Null where a line is none of git's: then none of them counts. */
function readUpdates(text: string): readonly ReferenceUpdate[] | null {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) return null;
  const updates: ReferenceUpdate[] = [];
  for (const line of lines) {
    const [, before, after, reference] = updateLine.exec(line) ?? [];
    if (before === undefined || after === undefined || reference === undefined) return null;
    updates.push({ reference, before: hash(before), after: hash(after) });
  }
  return updates;
}

/** Whether these are all the fields of a message: how many options there are is said before them. */
export function isWhole([, , count, ...options]: readonly string[]): boolean {
  return count !== undefined && !(options.length < Number(count));
}

/**
 * Reads a hook's message. Its fields each end with a NUL, which neither a reference nor an option can hold: the hook's name, the
 * lines that git gave it (`<before> <after> <reference>`), how many options there are, and these. Null where it is none of that hook.
 */
export function readReceived(fields: readonly string[], hook: Hook): Received | null {
  const [name, lines = '', count = '', ...options] = fields;
  const updates = readUpdates(lines);
  if (name !== hook || updates === null || count !== String(options.length)) return null;
  return { hook, updates, options };
}

/** The branch of a reference; null for a tag and everything else. */
export function branchOf(reference: string): string | null {
  return /^refs\/heads\/(.+)$/.exec(reference)?.[1] ?? null;
}

export function isTag(reference: string): boolean {
  return reference.startsWith('refs/tags/');
}
