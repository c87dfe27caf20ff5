import type { ServiceKind } from './service-kind.ts';

/** What a service's data was last written by. */
export interface FormerService {
  /** As the file named it: `postgresql:15`. */
  readonly type: string;
  /** What really ran: `15.18`. */
  readonly version: string | null;
}

const numbersOf = (version: string): readonly number[] => (version.match(/\d+/g) ?? []).map(Number);

/** Below zero where the first is older. `8` and `8.0` are the same. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const partsOf = (type: string) => {
  const [name = '', version = ''] = type.split(':');
  return { name, version };
};

function refusal(name: string, what: string, mend: string): string {
  return `the service ${name} ${what}. ${mend}`;
}

/**
 * Why a service cannot go on with the data it has, in one sentence with how to mend it; null where it can. `version` is
 * the one that would really run now, null where that does not matter.
 */
export function whyNotChange(
  name: string,
  kind: ServiceKind,
  former: FormerService,
  next: { readonly type: string; readonly version: string | null },
): string | null {
  const anew = `To begin with no data, remove it with 'errand service:delete ${name}' first, or give the new one another name.`;
  const [was, is] = [partsOf(former.type), partsOf(next.type)];
  if (!kind.types.includes(was.name)) {
    return refusal(
      name,
      `is ${former.type} and cannot become ${next.type}: its data is of another kind`,
      anew,
    );
  }
  const older = compareVersions(is.version, was.version) < 0;
  if (older) {
    return refusal(
      name,
      `cannot go from ${former.type} back to ${next.type}: a newer version wrote its data`,
      anew,
    );
  }
  if (former.version === null || next.version === null || kind.diskMiB === null) return null;
  const [majorWas, majorIs] = [numbersOf(former.version)[0] ?? 0, numbersOf(next.version)[0] ?? 0];
  if (majorIs < majorWas) {
    return refusal(
      name,
      `ran on version ${former.version}, and only ${next.version} is to be had now: a newer version wrote its data`,
      `Bring version ${majorWas} back. ${anew}`,
    );
  }
  if (kind.dataPerMajorVersion === true && majorIs !== majorWas) {
    return refusal(
      name,
      `has data of version ${majorWas}, which version ${majorIs} cannot read`,
      `Add a service of another name with the new version and copy the data over with the program's own dump and restore. ${anew}`,
    );
  }
  return null;
}
