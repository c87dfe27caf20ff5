import type { RootBind } from '../container/container-spec.ts';
import type { HostBase } from './host-runtime.ts';
import type { Image } from './image.ts';

/** How an image of several runtimes calls itself: `python 3.11.2 + nodejs 26.10.0 on debian 12`. */
const joined = ' + ';

const unionOf = (one: readonly RootBind[], other: readonly RootBind[]) => [
  ...one,
  ...other.filter(({ destination }) => one.every((known) => known.destination !== destination)),
];

/** Whether two images show different things in the same place. */
function clash(one: readonly RootBind[], other: readonly RootBind[]): boolean {
  return one.some(({ destination, source }) =>
    other.some((bind) => bind.destination === destination && bind.source !== source),
  );
}

/**
 * One image with the runtimes of several, all of them made of the machine's own programs; of two that cannot be joined the
 * first counts. `left` are those that are not in it, by their index.
 */
export function joinImages(
  base: HostBase,
  first: Image,
  others: readonly (Image | null)[],
): { readonly image: Image; readonly left: readonly number[] } {
  const suffix = ` on ${base.system}`;
  const left: number[] = [];
  let image = first;
  for (const [index, other] of others.entries()) {
    const isOfMachine = (one: Image) => one.rootfs.root === base.root;
    if (
      other === null ||
      ![image, other].every(isOfMachine) ||
      clash(image.rootfs.binds, other.rootfs.binds)
    ) {
      left.push(index);
      continue;
    }
    const reference = `${image.reference.replace(suffix, '')}${joined}${other.reference}`;
    image = {
      reference,
      rootfs: { root: base.root, binds: unionOf(image.rootfs.binds, other.rootfs.binds) },
      pathPrefix: [...new Set([...image.pathPrefix, ...other.pathPrefix])],
      environment: { ...other.environment, ...image.environment },
      warning: [image.warning, other.warning].filter((text) => text !== null).join('; ') || null,
    };
  }
  return { image, left };
}

/** The exact versions in the reference of an image made of the machine's own programs; none for another. */
export function runtimesIn(reference: string): readonly string[] {
  const [, list] = /^((?:\w+ [\d.]+(?: \+ )?)+) on /.exec(reference) ?? [];
  return list === undefined ? [] : list.split(joined).map((runtime) => runtime.replace(' ', ':'));
}
