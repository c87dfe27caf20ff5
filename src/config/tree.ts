import type { ConfigPath } from './config-path.ts';
import type { Place } from './source-text.ts';

/** A configuration value that knows where it was written. Aliases and merge keys are already written out. */
export interface ConfigNode {
  /** Where its key stands; null for list items and the top. */
  readonly key: Place | null;
  readonly at: Place;
  readonly content: Content;
}

export type Content =
  | { readonly kind: 'scalar'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly ConfigNode[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ConfigNode> };

/** A value together with the path that leads to it. */
export interface Found {
  readonly path: ConfigPath;
  readonly node: ConfigNode;
}

const none: ReadonlyMap<string, ConfigNode> = new Map();

/** The entries of a map; none for anything else. */
export function entriesOf(node: ConfigNode | undefined): ReadonlyMap<string, ConfigNode> {
  return node?.content.kind === 'map' ? node.content.entries : none;
}

export function namesIn(tree: ConfigNode, section: string): readonly string[] {
  return [...entriesOf(entriesOf(tree).get(section)).keys()];
}

/** Whether a section such as `tasks` has an entry of this name. */
export function defines(tree: ConfigNode, section: string, name: string): boolean {
  return entriesOf(entriesOf(tree).get(section)).has(name);
}

/** Where a problem with a value is best shown: a scalar itself, a collection by its key. */
export function placeOf(node: ConfigNode): Place {
  const written = node.content.kind === 'scalar' && node.at.length > 0;
  return written ? node.at : (node.key ?? node.at);
}

function child(node: ConfigNode, segment: string | number): ConfigNode | undefined {
  if (node.content.kind === 'map') return node.content.entries.get(String(segment));
  if (node.content.kind === 'list') return node.content.items[Number(segment)];
  return undefined;
}

/** The value at a path, or undefined. */
export function nodeAt(tree: ConfigNode, path: ConfigPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = tree;
  for (const segment of path) node = node === undefined ? undefined : child(node, segment);
  return node;
}

/** The deepest value that exists on the way to a path: where the lack of the rest is shown. */
export function nearestNode(tree: ConfigNode, path: ConfigPath): ConfigNode {
  let node = tree;
  for (const segment of path) {
    const next = child(node, segment);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Every value whose path fits a pattern such as `tasks.*.mounts.*`. */
export function select(tree: ConfigNode, pattern: string): readonly Found[] {
  return pattern
    .split('.')
    .reduce<readonly Found[]>(
      (found, segment) => found.flatMap((parent) => step(parent, segment)),
      [{ path: [], node: tree }],
    );
}

function step(parent: Found, segment: string): readonly Found[] {
  const { content } = parent.node;
  const below = (key: string | number, node: ConfigNode): Found => ({ path: [...parent.path, key], node });
  if (segment !== '*') {
    const node = child(parent.node, segment);
    return node === undefined ? [] : [below(segment, node)];
  }
  if (content.kind === 'map') return [...content.entries].map(([key, node]) => below(key, node));
  return content.kind === 'list' ? content.items.map((node, i) => below(i, node)) : [];
}

/** The value as plain data, without its places. */
export function plain(node: ConfigNode): unknown {
  const { content } = node;
  if (content.kind === 'scalar') return content.value;
  if (content.kind === 'list') return content.items.map(plain);
  return Object.fromEntries([...content.entries].map(([key, value]) => [key, plain(value)]));
}

/** Whether a value asks for nothing: `services: {}`, `hooks: {deploy: }`. */
export function isEmpty({ content }: ConfigNode): boolean {
  if (content.kind === 'scalar') return content.value === null;
  return content.kind === 'list' ? content.items.length === 0 : content.entries.size === 0;
}
