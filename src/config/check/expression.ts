import { error, type Finding } from '../finding.ts';
import { type ConfigNode, entriesOf, placeOf, select } from '../tree.ts';

/** Rules of locations and redirects with `regexp` are regular expressions. */
export function checkExpressions(tree: ConfigNode): readonly Finding[] {
  const rules = select(tree, 'applications.*.web.locations.*.rules.*');
  const redirects = select(tree, 'routes.*.redirects.paths.*').filter(({ node }) => {
    const regexp = entriesOf(node).get('regexp');
    return regexp?.content.kind === 'scalar' && regexp.content.value === true;
  });
  return [...rules, ...redirects].flatMap(({ path, node }) => {
    const pattern = String(path.at(-1));
    const problem = problemOf(pattern);
    if (problem === null) return [];
    const at = { place: node.key ?? placeOf(node), path };
    const hint = 'Escape what is meant as it stands, such as `\\.` for a dot.';
    return [error('wrong_value', at, `\`${pattern}\` is no regular expression: ${problem}.`, hint)];
  });
}

function problemOf(pattern: string): string | null {
  try {
    new RegExp(pattern);
    return null;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return message.slice(message.lastIndexOf(': ') + 2).toLowerCase();
  }
}
