import { error, type Finding } from '../finding.ts';
import { type ConfigNode, type Found, placeOf, select } from '../tree.ts';

/** `source.root` stays inside the repository. */
export function checkSourceRoots(tree: ConfigNode): readonly Finding[] {
  return ['applications.*.source.root', 'tasks.*.source.root']
    .flatMap((at) => select(tree, at))
    .flatMap(check);
}

function check({ path, node }: Found): readonly Finding[] {
  const root = node.content.kind === 'scalar' ? node.content.value : null;
  if (typeof root !== 'string') return [];
  const at = { place: placeOf(node), path };
  if (!root.split('/').includes('..')) return [];
  const message = `\`${root}\` must not contain \`..\`: it would lead out of the repository.`;
  return [
    error('path_outside', at, message, 'Write the path from the top of the repository, such as `/agent`.'),
  ];
}
