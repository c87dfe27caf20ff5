import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../engine/engine.ts';
import type { Attachment, EnvironmentNetwork } from '../network/network.ts';
import { serviceKindOf } from '../service/kinds.ts';
import type { StoredService } from '../service/stored-service.ts';

/** A service's container that outlived the server that started it. */
export interface Survivor {
  readonly container: Container;
  readonly attachment: Attachment;
  readonly graceMilliseconds: number;
}

/** The containers of stored services that still run, each with its network; what is left of the others is removed. */
export async function takeSurvivors(
  stored: readonly StoredService[],
  containers: ReadonlyMap<string, Container>,
  networkOf: () => Promise<EnvironmentNetwork>,
): Promise<Map<string, Survivor>> {
  const survivors = new Map<string, Survivor>();
  for (const { name, type, containerId } of stored) {
    const container = containers.get(containerId ?? '');
    if (container === undefined) continue;
    const kind = serviceKindOf(type);
    const request = { egress: kind?.egress === true, permissions: [] };
    const network = container.started ? await networkOf() : null;
    const attachment = (await network?.adopt(container.pid, request).catch(() => null)) ?? null;
    if (attachment === null) await container.remove();
    else survivors.set(name, { container, attachment, graceMilliseconds: (kind?.graceSeconds ?? 10) * 1000 });
  }
  return survivors;
}

/** Ends a survivor that nobody wants, as gently as any service. */
export async function releaseSurvivor({ container, attachment, graceMilliseconds }: Survivor): Promise<void> {
  await container.signal('SIGTERM');
  await Promise.race([container.ended, delay(graceMilliseconds, undefined, { ref: false })]);
  await container.remove();
  await attachment.close();
}
