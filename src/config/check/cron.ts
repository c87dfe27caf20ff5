import { error, type Finding } from '../finding.ts';
import { type ConfigNode, entriesOf, isEmpty, select } from '../tree.ts';

/** A cron has a command, under either of its names. */
export function checkCrons(tree: ConfigNode): readonly Finding[] {
  return select(tree, 'applications.*.crons.*').flatMap(({ path, node }) => {
    const entries = entriesOf(node);
    const set = (key: string) => {
      const value = entries.get(key);
      return value !== undefined && !isEmpty(value);
    };
    if (node.content.kind !== 'map' || set('commands') || set('cmd')) return [];
    const at = { place: node.key ?? node.at, path: [...path, 'commands', 'start'] };
    return [
      error('missing_key', at, '`commands.start` is required.', 'Add `commands.start` with a shell line.'),
    ];
  });
}
