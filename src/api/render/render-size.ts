import type { ServiceDefinition } from '../../config/definition.ts';
import { workloadLimits } from '../../container/limits.ts';
import { serviceKindOf } from '../../service/kinds.ts';
import { serviceCpus } from '../../service/service-spec.ts';

/** What a container gets of the machine: it has one size, by what it is, and only its disk can be set. */
interface Size {
  /** The name of a list of sizes; this list has one. */
  readonly profile: string;
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
}

const workload: Size = { profile: 'WORKLOAD', cpu: workloadLimits.cpus, memory: workloadLimits.memoryMiB };

/** As in the original a size is named after its CPUs. */
const nameOf = ({ cpu }: Size) => String(cpu);

/** The name of the size that applications, workers and tasks have. */
export const workloadSizeName = nameOf(workload);

function serviceSize({ type }: ServiceDefinition): Size {
  const kind = serviceKindOf(type);
  const [name = type] = type.split(':');
  const cpu = kind?.container == null ? 0 : serviceCpus;
  return { profile: name.toUpperCase(), cpu, memory: kind?.memoryMiB ?? 0 };
}

/** Disks grow and never shrink, so the one that is there is the least (wire.md 5). */
function renderSize(size: Size, disk: number | null) {
  const { cpu, memory } = size;
  const only = { cpu, memory, cpu_type: 'shared', disk, profile_size: nameOf(size) } as const;
  return {
    container_profile: size.profile,
    resources: {
      base_memory: null,
      memory_ratio: null,
      profile_size: nameOf(size),
      minimum: only,
      default: only,
      disk: null,
    },
  };
}

export function renderWorkloadSize(disk: number | null) {
  return renderSize(workload, disk);
}

export function renderServiceSize(service: ServiceDefinition, disk: number | null) {
  return renderSize(serviceSize(service), disk);
}

/** A deployment's `container_profiles`: clients look a container's size up in them. */
export function renderContainerProfiles(services: Readonly<Record<string, ServiceDefinition>>) {
  const sizes = [workload, ...Object.values(services).map(serviceSize)];
  return Object.fromEntries(
    sizes.map((size) => {
      const { profile, cpu, memory } = size;
      return [profile, { [nameOf(size)]: { cpu, memory, cpu_type: 'shared' } }] as const;
    }),
  );
}
