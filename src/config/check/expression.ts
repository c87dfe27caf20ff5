import { readExpression } from '../expression.ts';
import { error, type Finding } from '../finding.ts';
import { type ConfigNode, entriesOf, placeOf, select } from '../tree.ts';

/** Rules of locations and redirects with `regexp` are regular expressions, and such as hold up nobody. */
export function checkExpressions(tree: ConfigNode): readonly Finding[] {
  const rules = select(tree, 'applications.*.web.locations.*.rules.*');
  const redirects = select(tree, 'routes.*.redirects.paths.*').filter(({ node }) => {
    const regexp = entriesOf(node).get('regexp');
    return regexp?.content.kind === 'scalar' && regexp.content.value === true;
  });
  return [...rules, ...redirects].flatMap(({ path, node }) => {
    const pattern = String(path.at(-1));
    const read = readExpression(pattern);
    if (!('problem' in read)) return [];
    const at = { place: node.key ?? placeOf(node), path };
    const shown = pattern.length > 200 ? `${pattern.slice(0, 199)}…` : pattern;
    return [error('wrong_value', at, `\`${shown}\` ${read.problem}.`, read.hint)];
  });
}
