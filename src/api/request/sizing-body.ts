import { z } from 'zod';
import type { Disk } from '../../environment/disks.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { workloadSizeName } from '../render/render-size.ts';

const mostMiB = 16 * 1024 * 1024;
const disk = z.int().min(1).max(mostMiB).describe('MiB; never less than it has').nullish();

/** PHP clients send an empty object as `[]`. */
const objectOf = (value: unknown) => (Array.isArray(value) && value.length === 0 ? {} : value);
const container = z.looseObject({ disk });
const containers = z.preprocess(objectOf, z.record(z.string(), container.nullable()).nullish());

/** What clients send to `deployments/next` (wire.md 5): of it, disks can be set here. */
export const sizingBody = z.looseObject({ webapps: containers, services: containers, workers: containers });

type SizingBody = z.output<typeof sizingBody>;

/** Asks for nothing, or for what every container has. What lies deeper than clients write asks for something. */
function isNothing(key: string, value: unknown, depth = 4): boolean {
  if (value === null || value === undefined) return true;
  if (key === 'instance_count') return value === 1;
  if (key === 'profile_size') return value === workloadSizeName;
  if (typeof value !== 'object' || depth === 0) return false;
  return Object.entries(value).every(([inner, each]) => isNothing(inner, each, depth - 1));
}

/** Names of what asks for something, behind what it is of. */
function asked(of: string, entries: object, taken: readonly string[] = []): readonly string[] {
  return Object.entries(entries)
    .filter(([key, value]) => !taken.includes(key) && !isNothing(key, value))
    .map(([key]) => `${of}${key}`);
}

function refuse(keys: readonly string[]): void {
  if (keys.length === 0) return;
  throw new ErrandError(
    'request_invalid',
    `Of resources only disks of webapps and services can be set here; leave out: ${keys.join(', ')}. Each container has one size, by what it is, and one runs of each.`,
  );
}

/** Refuses what would be left undone without a word. Error: `request_invalid`. */
export function disksIn(body: SizingBody): readonly Disk[] {
  const { webapps, services, workers, ...others } = body;
  const kinds = [
    ['app', Object.entries(webapps ?? {})],
    ['service', Object.entries(services ?? {})],
  ] as const;
  const ofContainers = kinds.flatMap(([, entries]) =>
    entries.flatMap(([name, entry]) => asked(`${name}.`, entry ?? {}, ['disk'])),
  );
  const ofWorkers = Object.entries(workers ?? {}).flatMap(([name, entry]) => asked(`${name}.`, entry ?? {}));
  refuse([...asked('', others), ...ofContainers, ...ofWorkers]);
  const disks = kinds.flatMap(([kind, entries]) =>
    entries.flatMap(([name, entry]) => (entry?.disk == null ? [] : [{ kind, name, sizeMiB: entry.disk }])),
  );
  if (disks.length > 0) return disks;
  throw new ErrandError('request_invalid', 'No disk is named: send {"services": {"db": {"disk": 2048}}}.');
}
