import { error, type Finding } from '../finding.ts';
import { type ConfigNode, nodeAt, placeOf } from '../tree.ts';

/** A project without an application cannot be deployed. */
export function checkApplicationPresent(tree: ConfigNode): readonly Finding[] {
  const section = nodeAt(tree, ['applications']);
  if (section?.content.kind !== 'map' || section.content.entries.size > 0) return [];
  const at = { place: placeOf(section), path: ['applications'] };
  const hint = 'Declare one under `applications:`, with at least a `type`; tasks run beside it.';
  return [error('no_application', at, 'At least one application is required.', hint)];
}
