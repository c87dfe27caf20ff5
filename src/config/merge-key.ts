import type { ConfigPath } from './config-path.ts';
import { error, type Finding } from './finding.ts';
import { type ConfigNode, placeOf } from './tree.ts';

/**
 * Adds what `<<` brings in to the entries of a map and returns what is wrong with it. A key of the map itself wins,
 * then the earlier of several maps: https://yaml.org/type/merge.html
 */
export function mergeEntries(
  entries: Map<string, ConfigNode>,
  merged: ConfigNode,
  path: ConfigPath,
): readonly Finding[] {
  const { content } = merged;
  if (content.kind === 'list') return content.items.flatMap((item) => mergeMap(entries, item, path));
  return mergeMap(entries, merged, path);
}

function mergeMap(
  entries: Map<string, ConfigNode>,
  merged: ConfigNode,
  path: ConfigPath,
): readonly Finding[] {
  if (merged.content.kind !== 'map') {
    const at = { place: placeOf(merged), path: [...path, '<<'] };
    return [
      error(
        'wrong_type',
        at,
        'A merge key takes a mapping.',
        'Write `<<: *name`, where `&name` is a mapping.',
      ),
    ];
  }
  for (const [name, node] of merged.content.entries) {
    if (!entries.has(name)) entries.set(name, node);
  }
  return [];
}
