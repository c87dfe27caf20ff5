import { z } from 'zod';
import type { Disk } from '../../environment/disks.ts';
import { ErrandError } from '../../errors/errand-error.ts';

const mostMiB = 16 * 1024 * 1024;
const disk = z.int().min(1).max(mostMiB).describe('MiB; never less than it has').nullish();

const container = z.looseObject({ disk });
const containers = z.record(z.string(), container.nullable()).nullish();

/** What clients send to `deployments/next` (wire.md 5): of it, disks can be set here. */
export const sizingBody = z.looseObject({ webapps: containers, services: containers });

type SizingBody = z.output<typeof sizingBody>;

/** Keys of a container beside its disk that ask for something. */
function othersOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(entry)
    .filter(([key, value]) => key !== 'disk' && value !== null && value !== undefined)
    .map(([key]) => key);
}

/** Refuses what would be left undone without a word. Error: `request_invalid`. */
export function disksIn(body: SizingBody): readonly Disk[] {
  const { webapps, services, ...others } = body;
  const disks: Disk[] = [];
  const refused = Object.keys(others);
  for (const [kind, entries] of [
    ['app', webapps],
    ['service', services],
  ] as const) {
    for (const [name, entry] of Object.entries(entries ?? {})) {
      refused.push(...othersOf(entry ?? {}).map((key) => `${name}.${key}`));
      if (entry?.disk != null) disks.push({ kind, name, sizeMiB: entry.disk });
    }
  }
  if (refused.length > 0)
    throw new ErrandError(
      'request_invalid',
      `Of resources only disks of webapps and services can be set here; leave out: ${refused.join(', ')}. Containers take what the machine has, and one runs of each.`,
    );
  if (disks.length > 0) return disks;
  throw new ErrandError('request_invalid', 'No disk is named: send {"services": {"db": {"disk": 2048}}}.');
}
