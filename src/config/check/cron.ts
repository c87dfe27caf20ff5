import { cronSpecProblem } from '../cron-schedule.ts';
import { error, type Finding } from '../finding.ts';
import { type ConfigNode, entriesOf, type Found, isEmpty, placeOf, select } from '../tree.ts';

/** A cron has a command, under either of its names, and a schedule that can be read. */
export function checkCrons(tree: ConfigNode): readonly Finding[] {
  return select(tree, 'applications.*.crons.*').flatMap((found) => [
    ...checkCommand(found),
    ...checkSpec(found),
  ]);
}

function checkCommand({ path, node }: Found): readonly Finding[] {
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
}

function checkSpec({ path, node }: Found): readonly Finding[] {
  const spec = entriesOf(node).get('spec');
  if (spec?.content.kind !== 'scalar' || typeof spec.content.value !== 'string') return [];
  const problem = spec.content.value.trim() === '' ? null : cronSpecProblem(spec.content.value);
  if (problem === null) return [];
  const at = { place: placeOf(spec), path: [...path, 'spec'] };
  const hint = 'Write minute, hour, day of the month, month and day of the week, such as `H 3 * * *`.';
  return [error('wrong_value', at, `\`${spec.content.value}\` is no schedule: ${problem}.`, hint)];
}
