import { type Finding, warning } from './finding.ts';
import { type ConfigNode, type Found, isEmpty, placeOf, select } from './tree.ts';

/** Warns of keys that the language has left behind. */
export function warnOfDeprecated(tree: ConfigNode): readonly Finding[] {
  return deprecated.flatMap((key) =>
    select(tree, key.at)
      .filter(({ node }) => !isEmpty(node))
      .map(noLonger(key)),
  );
}

interface DeprecatedKey {
  readonly at: string;
  readonly instead: string;
}

const resources = 'Set resources through the API, or with `resources:set`.';
const locations = 'Use `web.locations`.';

const deprecated: readonly DeprecatedKey[] = [
  ...['applications.*', 'applications.*.web', 'applications.*.workers.*', 'services.*', 'tasks.*'].flatMap(
    (owner) => ['resources', 'size'].map((key) => ({ at: `${owner}.${key}`, instead: resources })),
  ),
  ...['document_root', 'passthru', 'index_files', 'whitelist', 'blacklist', 'expires', 'move_to_root'].map(
    (key) => ({
      at: `applications.*.web.${key}`,
      instead: locations,
    }),
  ),
  ...['applications.*', 'tasks.*'].map((owner) => ({
    at: `${owner}.dependencies.python`,
    instead: 'Use `python3`.',
  })),
  { at: 'services.*.access', instead: 'Remove the key.' },
  { at: 'applications.*.crons.*.cmd', instead: 'Use `commands.start`.' },
];

function noLonger(key: DeprecatedKey): (found: Found) => Finding {
  return ({ path, node }) => {
    const at = { place: node.key ?? placeOf(node), path };
    return warning('deprecated', at, `\`${String(path.at(-1))}\` is deprecated.`, key.instead);
  };
}
