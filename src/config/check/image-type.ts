import { error, type Finding, warning } from '../finding.ts';
import { runtimes, serviceTypes } from '../image-types.ts';
import { listed, nearest } from '../nearest.ts';
import { type ConfigNode, entriesOf, type Found, isEmpty, placeOf, select } from '../tree.ts';

interface Family {
  readonly known: Readonly<Record<string, string>>;
  readonly others: Readonly<Record<string, string>>;
  /** What a type of the other family is called here. */
  readonly otherwise: string;
}

const runtime: Family = { known: runtimes, others: serviceTypes, otherwise: 'a service, not a runtime' };
const service: Family = { known: serviceTypes, others: runtimes, otherwise: 'a runtime, not a service' };

/** Every `type` must be known, of the right kind, and have a version; a composable image may do with its `stack`. */
export function checkImageTypes(tree: ConfigNode): readonly Finding[] {
  return [
    ...['applications.*.type', 'tasks.*.type'].flatMap((at) =>
      select(tree, at).flatMap((it) => check(it, runtime)),
    ),
    ...['applications.*', 'tasks.*'].flatMap((at) => select(tree, at).flatMap(checkStack)),
    ...select(tree, 'services.*.type').flatMap((it) => check(it, service)),
  ];
}

function checkStack({ path, node }: Found): readonly Finding[] {
  const entries = entriesOf(node);
  const isSet = (key: string) => {
    const value = entries.get(key);
    return value !== undefined && !isEmpty(value);
  };
  if (node.content.kind !== 'map' || isSet('base')) return [];
  const at = (key: string) => ({ place: node.key ?? node.at, path: [...path, key] });
  if (!isSet('type')) {
    if (isSet('stack')) return [];
    const hint = 'Add `type`, such as `nodejs:24`.';
    return [error('missing_key', at('type'), '`type` is required.', hint)];
  }
  const type = entries.get('type');
  const written = type?.content.kind === 'scalar' ? String(type.content.value) : '';
  if (!written.startsWith('composable:') || isSet('stack')) return [];
  const message = 'A composable image without a `stack` has no runtime in it.';
  return [warning('missing_key', at('stack'), message, 'Add `stack`, such as `[python@3.14]`.')];
}

function check({ path, node }: Found, family: Family): readonly Finding[] {
  if (node.content.kind !== 'scalar' || typeof node.content.value !== 'string') return [];
  const at = { place: placeOf(node), path };
  const written = node.content.value;
  const [name = '', version = ''] = written.split(/:(.*)/s, 2);
  if (Object.hasOwn(family.others, name)) {
    return [error('unknown_type', at, `\`${name}\` is ${family.otherwise}.`, mustBeOneOf(family))];
  }
  if (!Object.hasOwn(family.known, name)) {
    const message = `type not found: '${name}'; it must be one of: ${listed(Object.keys(family.known))}`;
    return [error('unknown_type', at, message, didYouMean(name, version, family))];
  }
  if (/^[\w.-]+$/.test(version)) return [];
  const message = version === '' ? 'The type has no version.' : 'The version is not valid.';
  return [
    error(
      'missing_version',
      at,
      message,
      `Write it after a colon, such as \`${name}:${family.known[name]}\`.`,
    ),
  ];
}

function mustBeOneOf(family: Family): string {
  return `It must be one of: ${listed(Object.keys(family.known))}.`;
}

function didYouMean(name: string, version: string, family: Family): string | null {
  const near = nearest(name, Object.keys(family.known)) ?? alias[name];
  if (near === undefined) return null;
  return `Did you mean \`${near}:${version === '' ? family.known[near] : version}\`?`;
}

/** What people write for a runtime whose name here is another. */
const alias: Readonly<Record<string, string>> = { node: 'nodejs', go: 'golang', postgres: 'postgresql' };
