import type { Definition, ServiceDefinition } from '../config/definition.ts';
import type { Container } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { serviceKindOf } from '../service/kinds.ts';
import type { StoredService } from '../service/stored-service.ts';
import { openRoom } from '../volume/room.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Environment, Project } from './deployment.ts';
import type { DeployLog } from './hooks.ts';
import type { ServiceAround } from './related.ts';
import type { RunningService } from './running-service.ts';
import { diskOf, kindOf, planService, refuseChange, type ServicePlan } from './service-plan.ts';
import { diskState, type ServiceState } from './service-state.ts';
import { releaseSurvivor, type Survivor, takeSurvivors } from './service-survivors.ts';
import { serviceVolume, startService } from './start-service.ts';
import type { Surroundings } from './surroundings.ts';

/** The services of one environment. They stay over deployments. */
export interface EnvironmentServices {
  /** Those that have an address, as their callers see them. */
  readonly around: ReadonlyMap<string, ServiceAround>;
  /** Takes back into care what outlived the former server. To be done before anybody takes an address. */
  adopt(containers: ReadonlyMap<string, Container>): Promise<void>;
  /**
   * Refuses what cannot be before anything is touched, and fetches images. Errors: `service_change_refused`,
   * `image_unavailable`.
   */
  prepare(definition: Definition, log: DeployLog, signal?: AbortSignal): Promise<void>;
  /** Brings a service up as the definition has it; one that is up like that already stays. Errors as for `prepare`, `deploy_failed`. */
  ensure(
    definition: ServiceDefinition,
    around: Surroundings,
    log: DeployLog,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Stops every other service; their data stays. */
  keepOnly(names: readonly string[], log: DeployLog): Promise<void>;
  /** Removes a stopped service with its data. Errors: `service_not_found`, `conflict`. */
  delete(name: string): Promise<void>;
  /** Service → its address now, or the last one. */
  addresses(): ReadonlyMap<string, string>;
  states(): Promise<readonly ServiceState[]>;
  /** Stops all for the end of the server: they belong to the environment and are up again at the next start. */
  stopAll(): Promise<void>;
}

export function openEnvironmentServices(
  parts: ClusterParts,
  project: Project,
  environment: Environment,
): EnvironmentServices {
  return new Services(parts, project, environment);
}

class Services implements EnvironmentServices {
  readonly around = new Map<string, ServiceAround>();
  readonly #parts: ClusterParts;
  readonly #project: Project;
  readonly #environment: Environment;
  readonly #running = new Map<string, RunningService>();
  #survivors = new Map<string, Survivor>();

  constructor(parts: ClusterParts, project: Project, environment: Environment) {
    this.#parts = parts;
    this.#project = project;
    this.#environment = environment;
  }

  async adopt(containers: ReadonlyMap<string, Container>): Promise<void> {
    this.#survivors = await takeSurvivors(await this.#stored(), containers, () => this.#network());
  }

  async prepare({ services }: Definition, log: DeployLog, signal?: AbortSignal): Promise<void> {
    const stored = new Map((await this.#stored()).map((service) => [service.name, service]));
    for (const definition of Object.values(services)) {
      const kind = kindOf(definition);
      refuseChange(definition, kind, stored.get(definition.name), null);
      if (kind.container === null) continue;
      const { name, type } = definition;
      const image = await this.#parts.services.images.resolve(kind, { name, type, log, signal });
      refuseChange(definition, kind, stored.get(name), image.version);
    }
  }

  async ensure(
    definition: ServiceDefinition,
    around: Surroundings,
    log: DeployLog,
    signal?: AbortSignal,
  ): Promise<void> {
    const { name } = definition;
    const stored = await this.#storedFor(definition);
    const plan = await planService(this.#parts, definition, stored, around, signal);
    if (plan === null) {
      await this.#openStorage(definition, stored);
      return;
    }
    const current = this.#running.get(name);
    if (current?.fingerprint !== plan.fingerprint) {
      if (current !== undefined) await this.#stop(name);
      log(
        `${current === undefined ? 'Starting' : 'Restarting'} service ${name} (${definition.type}: ${plan.image.reference})`,
      );
      const survivor = await this.#survivorFor(plan, stored);
      const request = { plan, stored, around, survivor, signal };
      this.#running.set(name, await startService(this.#parts, request));
    }
    const address = this.#running.get(name)?.address ?? '';
    this.around.set(name, { definition, address, secret: this.#parts.services.records.secretsOf(stored) });
  }

  async keepOnly(names: readonly string[], log: DeployLog): Promise<void> {
    for (const service of await this.#stored()) {
      if (names.includes(service.name) || service.stoppedAt !== null) continue;
      log(
        `Stopping service ${service.name}, which is not part of what runs; its data is kept until errand service:delete`,
      );
      await this.#stop(service.name);
      await this.#parts.services.records.save({
        ...service,
        containerId: null,
        fingerprint: null,
        stoppedAt: new Date(),
      });
      await this.#parts.storage.volumes.unmount(this.#volumeOf(service.name)).catch((error: unknown) => {
        this.#parts.log.info(
          { service: service.name, error },
          'the volume of a stopped service is still in use',
        );
      });
    }
    await Promise.all([...this.#survivors.values()].map(releaseSurvivor));
    this.#survivors.clear();
  }

  async delete(name: string): Promise<void> {
    const service = (await this.#stored()).find((each) => each.name === name);
    if (service === undefined) {
      throw new ErrandError(
        'service_not_found',
        `environment ${this.#environment.name} has no service '${name}'`,
      );
    }
    if (service.stoppedAt === null) {
      const message = `the service '${name}' is part of what runs; remove it from the configuration and deploy before its data is deleted`;
      throw new ErrandError('conflict', message);
    }
    await this.#parts.storage.volumes.delete(this.#volumeOf(name));
    await this.#parts.services.records.delete(service);
  }

  addresses(): ReadonlyMap<string, string> {
    return new Map([...this.around].map(([name, { address }]) => [name, address]));
  }

  #stored(): Promise<readonly StoredService[]> {
    return this.#parts.services.records.list(this.#project.id, this.#environment.name);
  }

  async states(): Promise<readonly ServiceState[]> {
    const states = (await this.#stored()).map(async (stored): Promise<ServiceState> => {
      const { name, type, version, createdAt, stoppedAt } = stored;
      const up = serviceKindOf(type)?.container === null || this.#running.has(name);
      return {
        ...{ name, type, version, createdAt, stoppedAt },
        status: stoppedAt !== null ? 'stopped' : up ? 'running' : 'down',
        address: this.around.get(name)?.address ?? null,
        disk: await diskState(this.#parts.storage.volumes, this.#volumeOf(name)),
      };
    });
    return Promise.all(states);
  }

  async stopAll(): Promise<void> {
    const survivors = [...this.#survivors.values()].map(releaseSurvivor);
    await Promise.all([...survivors, ...[...this.#running.keys()].map((name) => this.#stop(name))]);
  }

  #network(): Promise<EnvironmentNetwork> {
    return this.#parts.networkOf(this.#project.id, this.#environment.name);
  }

  #volumeOf(name: string): string {
    return serviceVolume(this.#project, this.#environment, name);
  }

  /** What is written down of the service; made at its first start, and brought back where it was stopped. */
  async #storedFor({ name, type }: ServiceDefinition): Promise<StoredService> {
    const { records } = this.#parts.services;
    const found = (await this.#stored()).find((service) => service.name === name);
    if (found !== undefined) return found;
    const place = { project: this.#project.id, environment: this.#environment.name, name };
    const nothingYet = { version: null, image: null, containerId: null, fingerprint: null, stoppedAt: null };
    const made = { ...place, ...nothingYet, type, seed: records.newSeed(place), createdAt: new Date() };
    await records.save(made);
    return made;
  }

  async #openStorage(definition: ServiceDefinition, stored: StoredService): Promise<void> {
    const kind = kindOf(definition);
    await openRoom(this.#parts.storage.volumes, this.#volumeOf(definition.name), diskOf(this.#parts, kind));
    await this.#parts.services.records.save({ ...stored, type: definition.type, stoppedAt: null });
  }

  async #stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    this.around.delete(name);
    await running?.stop();
  }

  /** The survivor of the former server, if it is what is to run; one that is not is ended. */
  async #survivorFor(plan: ServicePlan, stored: StoredService): Promise<Survivor | null> {
    const { name } = plan.definition;
    const survivor = this.#survivors.get(name);
    this.#survivors.delete(name);
    if (survivor === undefined) return null;
    if (stored.fingerprint === plan.fingerprint && plan.reaches.length === 0) return survivor;
    await releaseSurvivor(survivor);
    return null;
  }
}
