import type { ApplicationDefinition, WorkloadDefinition } from '../config/definition.ts';
import { pathSegments } from '../config/mount-source.ts';
import { storageUser } from '../container/container-spec.ts';
import { holdFolderBeneath } from '../linux/folder-beneath.ts';

/** Every folder that something is mounted on in a workload or its workers, without doubles, in order. */
export function mountPointsOf(
  workload: WorkloadDefinition & Partial<ApplicationDefinition>,
): readonly string[] {
  const owners = [workload, ...Object.values(workload.workers ?? {})];
  const paths = owners.flatMap(({ mounts }) =>
    Object.keys(mounts).map((path) => pathSegments(path).join('/')),
  );
  return [...new Set(paths)].filter((path) => path !== '').toSorted();
}

/**
 * Makes the folders that mounts need in a slug, which is read-only from then on. What a build left may hold links out of
 * the slug; none is followed.
 */
export async function makeMountPoints(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await (await holdFolderBeneath(folder, path.split('/'), storageUser)).close();
}
