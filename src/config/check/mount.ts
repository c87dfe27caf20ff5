import { error, type Finding } from '../finding.ts';
import { mountOwners, readMount } from '../mount-source.ts';
import { available, suggest } from '../nearest.ts';
import {
  type ConfigNode,
  defines,
  entriesOf,
  type Found,
  namesIn,
  nodeAt,
  placeOf,
  select,
} from '../tree.ts';

/** What a mount is taken from must exist and be of the right kind. */
export function checkMountSources(tree: ConfigNode): readonly Finding[] {
  return mountOwners.flatMap((at) => select(tree, `${at}.*`)).flatMap((found) => check(found, tree));
}

function check(found: Found, tree: ConfigNode): readonly Finding[] {
  const mount = readMount(found);
  if (mount === null) return [];
  const { source, service } = mount;
  const path = [...found.path, 'service'];
  const written = nodeAt(tree, path);
  const at = { place: placeOf(written ?? found.node), path: written === undefined ? found.path : path };
  if (source === 'service')
    return service === null ? [noService(at, tree)] : networkStorage(at, service, tree);
  if (source === 'storage') {
    if (service !== null) return application(at, service, tree);
    return found.path[0] === 'tasks' ? [noStorage(at, tree)] : [];
  }
  if (service === null) return [];
  const message = `A mount with \`source: ${source}\` takes no \`service\`.`;
  return [
    error('wrong_value', at, message, 'Remove `service`, or use `source: storage` or `source: service`.'),
  ];
}

type At = Parameters<typeof error>[1];

function noStorage(at: At, tree: ConfigNode): Finding {
  const message =
    'A task has no storage of its own, so a `storage` mount must name an application in `service`.';
  return error('missing_key', at, message, available(namesIn(tree, 'applications'), 'Applications'));
}

function noService(at: At, tree: ConfigNode): Finding {
  const message = 'A mount with `source: service` must name a `network-storage` service in `service`.';
  return error('missing_key', at, message, available(namesIn(tree, 'services'), 'Services'));
}

function application(at: At, name: string, tree: ConfigNode): readonly Finding[] {
  if (defines(tree, 'applications', name)) return [];
  const message = `There is no application \`${name}\` to share storage with.`;
  return [error('unknown_name', at, message, suggest(name, namesIn(tree, 'applications'), 'Applications'))];
}

function networkStorage(at: At, name: string, tree: ConfigNode): readonly Finding[] {
  if (!defines(tree, 'services', name)) {
    const message = `There is no service \`${name}\` to mount.`;
    return [error('unknown_name', at, message, suggest(name, namesIn(tree, 'services'), 'Services'))];
  }
  const type = entriesOf(nodeAt(tree, ['services', name])).get('type');
  if (type?.content.kind !== 'scalar' || /^network-storage(:|$)/.test(String(type.content.value))) return [];
  const message = `The service \`${name}\` cannot be mounted; its type is \`${String(type.content.value)}\`.`;
  return [error('wrong_value', at, message, 'Name a service of type `network-storage`.')];
}
