import type { ServiceDefinition } from '../config/definition.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { serviceKindOf } from '../service/kinds.ts';
import type { ServiceImage } from '../service/service-images.ts';
import type { ServiceContainer, ServiceKind } from '../service/service-kind.ts';
import { serviceFingerprint } from '../service/service-spec.ts';
import type { StoredService } from '../service/stored-service.ts';
import { whyNotChange } from '../service/version-change.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { permissionsOf, relationshipItems } from './related.ts';
import type { Surroundings } from './surroundings.ts';

/** What is to run for a service of a deployment. */
export interface ServicePlan {
  readonly definition: ServiceDefinition;
  readonly kind: ServiceKind;
  readonly image: ServiceImage;
  readonly container: ServiceContainer;
  readonly reaches: readonly { readonly to: string; readonly port: number }[];
  readonly diskMiB: number;
  readonly fingerprint: string;
  /** The passwords that its container is made with. */
  readonly hiddenTexts: readonly string[];
}

/** The kind of a service whose definition was checked. */
export function kindOf({ name, type }: ServiceDefinition): ServiceKind {
  const kind = serviceKindOf(type);
  if (kind !== null) return kind;
  throw new ErrandError('config_invalid', `services.${name}: there is no type of service \`${type}\``);
}

export function diskOf(parts: ClusterParts, kind: ServiceKind): number {
  return Math.max(kind.diskMiB ?? 0, parts.storage.sizes.serviceMiB);
}

/** Whether it never came so far as to write data. */
function holdsNothing({ type, version }: StoredService): boolean {
  return version === null && serviceKindOf(type)?.container !== null;
}

/** Error: `service_change_refused`. `version`: the one that would run; null where it is not known yet. */
export function refuseChange(
  definition: ServiceDefinition,
  kind: ServiceKind,
  stored: StoredService | undefined,
  version: string | null,
): void {
  if (stored === undefined || holdsNothing(stored)) return;
  const { name, type } = definition;
  const reason = whyNotChange(name, kind, stored, { type, version });
  if (reason !== null)
    throw new ErrandError('service_change_refused', reason, { details: { service: name } });
}

/** Decides what runs. Errors: `image_unavailable`, `service_change_refused`, `secret_unreadable`. */
export async function planService(
  parts: ClusterParts,
  definition: ServiceDefinition,
  stored: StoredService,
  around: Surroundings,
  signal: AbortSignal | undefined,
): Promise<ServicePlan | null> {
  const kind = kindOf(definition);
  if (kind.container === null) return null;
  const { name, type, configuration } = definition;
  const image = await parts.services.images.resolve(kind, { name, type, log: () => undefined, signal });
  refuseChange(definition, kind, stored, image.version);
  const items = Object.entries(relationshipItems(definition, around));
  const targets = items.flatMap(([relationship, [item]]) =>
    item === undefined ? [] : [{ relationship, host: item.ip, port: item.port }],
  );
  const diskMiB = diskOf(parts, kind);
  const hidden = new Set<string>();
  const secretOf = parts.services.records.secretsOf(stored);
  const container = kind.container({
    serviceName: name,
    configuration,
    version: image.version,
    memoryMiB: kind.memoryMiB,
    diskMiB,
    targets,
    secret(named) {
      const secret = secretOf(named);
      hidden.add(secret);
      return secret;
    },
  });
  const reaches = permissionsOf(definition, around);
  const fingerprint = serviceFingerprint(image.reference, container, reaches);
  const hiddenTexts = [...hidden];
  return { definition, kind, image, container, reaches, diskMiB, fingerprint, hiddenTexts };
}
