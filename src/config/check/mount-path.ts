import { error, type Finding } from '../finding.ts';
import { mountOwners, pathSegments } from '../mount-source.ts';
import { lineAndColumn, type Place } from '../source-text.ts';
import { type ConfigNode, entriesOf, type Found, placeOf, select } from '../tree.ts';

/** Mounts lie inside the container's `/app`, each apart from the others. */
export function checkMountPaths(tree: ConfigNode): readonly Finding[] {
  return mountOwners.flatMap((at) => select(tree, at)).flatMap(checkOwner);
}

interface Seen {
  readonly written: string;
  readonly segments: readonly string[];
  readonly place: Place;
  readonly path: Found['path'];
}

function checkOwner(owner: Found): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, Seen>();
  for (const [written, node] of entriesOf(owner.node)) {
    const path = [...owner.path, written];
    const mount: Seen = { written, segments: pathSegments(written), place: node.key ?? placeOf(node), path };
    findings.push(...checkPath(mount), ...checkSourcePath({ path, node }));
    seen.set(written, mount);
  }
  return [...findings, ...overlaps([...seen.values()])];
}

function checkPath(mount: Seen): readonly Finding[] {
  if (mount.segments.length === 0) {
    const message = 'A mount cannot take the place of the whole application folder.';
    return [error('path_outside', mount, message, 'Name a folder inside it, such as `var/cache`.')];
  }
  if (!mount.segments.includes('..')) return [];
  const message = `The mount path \`${mount.written}\` must not contain \`..\`.`;
  return [error('path_outside', mount, message, 'Write the path from the application folder.')];
}

function checkSourcePath({ path, node }: Found): readonly Finding[] {
  const written = entriesOf(node).get('source_path');
  if (written?.content.kind !== 'scalar' || !pathSegments(String(written.content.value)).includes('..'))
    return [];
  const at = { place: placeOf(written), path: [...path, 'source_path'] };
  return [
    error('path_outside', at, 'The source path must not contain `..`.', 'Write it from the source’s top.'),
  ];
}

/** Sorted by path, whatever lies inside a folder follows it directly, so neighbours tell. */
function overlaps(mounts: readonly Seen[]): readonly Finding[] {
  const key = (mount: Seen) => `${mount.segments.join('\u0000')}\u0000`;
  const sorted = mounts
    .filter((mount) => mount.segments.length > 0)
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.place.offset - b.place.offset));
  const findings: Finding[] = [];
  let outer: Seen | undefined;
  for (const mount of sorted) {
    if (outer !== undefined && key(mount).startsWith(key(outer))) findings.push(overlap(outer, mount));
    else outer = mount;
  }
  return findings;
}

function overlap(outer: Seen, inner: Seen): Finding {
  const { line } = lineAndColumn(outer.place);
  const same = outer.segments.length === inner.segments.length;
  const relation = same ? 'is the same folder as' : 'lies inside';
  const message = `The mount \`${inner.written}\` ${relation} \`${outer.written}\` on line ${line}.`;
  return error(
    'mount_overlap',
    inner,
    message,
    'Keep one of the two, or give them paths apart from each other.',
  );
}
