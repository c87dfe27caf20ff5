import type { WorkloadDefinition } from '../config/definition.ts';
import { runtimesOf } from '../config/stack-runtimes.ts';
import type { Image } from '../image/image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Surroundings } from './surroundings.ts';

/** The image that a workload's slug was built with. Error: `image_unavailable` where it is gone from this machine. */
export function builtImage(
  { images }: Pick<ClusterParts, 'images'>,
  { deployment }: Pick<Surroundings, 'deployment'>,
  workload: Pick<WorkloadDefinition, 'name' | 'type' | 'stack'>,
): Promise<Image> {
  const runtimes = runtimesOf(workload);
  const reference = deployment.builds[workload.name]?.image;
  return images.resolveBuilt(runtimes.length === 0 ? [workload.type] : runtimes, reference);
}
