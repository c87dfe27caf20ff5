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
  readonly hook: 'pre-receive' | 'post-receive';
  readonly updates: readonly ReferenceUpdate[];
  /** The texts of `git push -o`. */
  readonly options: readonly string[];
}

const hash = (text: string | undefined) => (text === undefined || /^0+$/.test(text) ? null : text);

/** Reads a hook's message: its name, `option …` and `update <before> <after> <reference>` lines. Null where it is none. */
export function readReceived(message: string): Received | null {
  const [hook, ...lines] = message.split('\n');
  if (hook !== 'pre-receive' && hook !== 'post-receive') return null;
  const options = lines.flatMap((line) => (line.startsWith('option ') ? [line.slice('option '.length)] : []));
  const updates = lines.flatMap((line) => {
    const [word, before, after, reference] = line.split(' ');
    if (word !== 'update' || reference === undefined) return [];
    return [{ reference, before: hash(before), after: hash(after) }];
  });
  return { hook, updates, options };
}

/** The branch of a reference; null for a tag and everything else. */
export function branchOf(reference: string): string | null {
  return /^refs\/heads\/(.+)$/.exec(reference)?.[1] ?? null;
}
