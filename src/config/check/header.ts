import { error, type Finding } from '../finding.ts';
import { headerProblem } from '../http-header.ts';
import { type ConfigNode, placeOf, select } from '../tree.ts';

/** Headers of locations and of their rules are such as HTTP has (RFC 9110, 5). */
export function checkHeaders(tree: ConfigNode): readonly Finding[] {
  const headers = [
    ...select(tree, 'applications.*.web.locations.*.headers.*'),
    ...select(tree, 'applications.*.web.locations.*.rules.*.headers.*'),
  ];
  return headers.flatMap(({ path, node }) => {
    if (node.content.kind !== 'scalar' || typeof node.content.value !== 'string') return [];
    const name = String(path.at(-1));
    const problem = headerProblem(name, node.content.value);
    if (problem === null) return [];
    const at = { place: node.key ?? placeOf(node), path };
    return [error('wrong_value', at, `\`${name}\` cannot be sent as a header: ${problem}.`)];
  });
}
