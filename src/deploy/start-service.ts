import { join } from 'node:path';
import type { Attachment } from '../network/network.ts';
import { serviceSpec } from '../service/service-spec.ts';
import type { StoredService } from '../service/stored-service.ts';
import { openRoom } from '../volume/room.ts';
import { volumeId } from '../volume/volume-id.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Environment, Project } from './deployment.ts';
import { relatedNames } from './related.ts';
import { type RunningService, runService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';
import type { Survivor } from './service-survivors.ts';
import type { Surroundings } from './surroundings.ts';

export interface ServiceStartRequest {
  readonly plan: ServicePlan;
  readonly stored: StoredService;
  readonly around: Surroundings;
  /** Its container of the former server, if it goes on. */
  readonly survivor: Survivor | null;
  readonly signal: AbortSignal | undefined;
}

const logLimitBytes = 50 * 1024 * 1024;

/** The volume of a service's data. */
export function serviceVolume(project: Project, environment: Environment, name: string): string {
  const { machineName } = environment;
  return volumeId({ project: project.id, environmentMachineName: machineName, kind: 'service', name });
}

/** Its last address if it is free. */
async function attach(parts: ClusterParts, { plan, around }: ServiceStartRequest): Promise<Attachment> {
  const { project, environment } = around;
  const last = await parts.services.records.addresses(project.id, environment.name);
  const network = await parts.networkOf(project.id, environment.name);
  const egress = plan.kind.egress === true;
  return network.attach({ address: last.get(plan.definition.name), egress, permissions: plan.reaches });
}

function specOf(
  parts: ClusterParts,
  { plan, around }: ServiceStartRequest,
  { address, namespacePath }: Attachment,
  volumeFolder: string | null,
) {
  const { definition, kind, image, container, hiddenTexts } = plan;
  const { project, environment } = around;
  return serviceSpec({
    hostname: definition.name,
    container,
    rootfs: image.rootfs,
    pathPrefix: image.pathPrefix,
    imageEnvironment: image.environment,
    volumeFolder,
    memoryMiB: kind.memoryMiB,
    address,
    related: relatedNames(definition, around),
    nameservers: kind.egress === true ? parts.nameservers : [],
    networkNamespace: namespacePath,
    logPath: join(parts.logDirectory, project.id, environment.machineName, `${definition.name}.log`),
    logLimitBytes,
    hiddenTexts,
  });
}

/** Brings a service up, or goes on with the one that is up already. Errors: `deploy_failed`, `volume_failed`. */
export async function startService(
  parts: ClusterParts,
  request: ServiceStartRequest,
): Promise<RunningService> {
  const { plan, stored, around, survivor, signal } = request;
  const { definition, kind, image, container, fingerprint, diskMiB } = plan;
  const { name, type } = definition;
  const volume = serviceVolume(around.project, around.environment, name);
  const folder = kind.diskMiB === null ? null : await openRoom(parts.storage.volumes, volume, diskMiB);
  const attachment = survivor?.attachment ?? (await attach(parts, request));
  const [endpoint] = Object.values(kind.endpoints(definition.configuration));
  const ran = { type, version: image.version, image: image.reference, fingerprint, stoppedAt: null };
  return runService(parts, {
    fingerprint,
    attachment,
    spec: specOf(parts, request, attachment, folder),
    signal,
    port: endpoint?.port ?? null,
    prepare: container.prepare,
    graceSeconds: kind.graceSeconds,
    adopted: survivor?.container ?? null,
    recordStart: (containerId) => parts.services.records.save({ ...stored, ...ran, containerId }),
  });
}
