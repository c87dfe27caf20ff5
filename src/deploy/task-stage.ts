import type { TaskDefinition } from '../config/definition.ts';
import { shellCanSet } from '../container/shell-names.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { type RecycledNetwork, recycledNetwork } from '../network/recycled-network.ts';
import { containerIdOf, type Run } from '../task/run.ts';
import type { ApplicationCommand, PreparedRun, RunMaterials, Stage } from '../task/stage.ts';
import { openTrigger } from '../task/trigger-secrets.ts';
import { prepareCommand } from './application-command.ts';
import { builtImage } from './built-image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { prepared } from './prepared.ts';
import { makeReadyPlace, type ReadyPlace } from './ready-place.ts';
import { openReadyPool, type ReadyPool } from './ready-pool.ts';
import type { Surroundings } from './surroundings.ts';
import { identityOf, taskContainer } from './task-container.ts';
import { openTaskPlace } from './task-place.ts';

/** The stage of a deployment whose applications are up. Containers for its tasks are made ahead of time. */
export function openTaskStage(parts: ClusterParts, network: EnvironmentNetwork, around: Surroundings): Stage {
  return new TaskStage(parts, network, around);
}

/** Each is an address of the environment's 250, and memory of the kernel. */
const mostIdleNamespaces = 8;

/** A container made ahead of time is set up by its shell, which takes only names that a shell can set. */
function canWait({ variables }: TaskDefinition): boolean {
  return shellCanSet(Object.keys(variables.env ?? {}));
}

class TaskStage implements Stage {
  readonly #parts: ClusterParts;
  readonly #network: EnvironmentNetwork;
  /** One for each task, so that no namespace goes from one task to another. */
  readonly #networks = new Map<string, RecycledNetwork>();
  readonly #around: Surroundings;
  readonly #pools = new Map<string, ReadyPool<ReadyPlace>>();
  readonly #reserved = new Map<string, ReadyPlace>();

  constructor(parts: ClusterParts, network: EnvironmentNetwork, around: Surroundings) {
    this.#parts = parts;
    this.#network = network;
    this.#around = around;
    for (const task of Object.values(around.deployment.definition.tasks)) {
      const recycled = recycledNetwork(network, mostIdleNamespaces);
      this.#networks.set(task.name, recycled);
      const make = () => makeReadyPlace(parts, recycled, around, task);
      const failed = (error: unknown) =>
        parts.log.warn(
          { task: task.name, error },
          'a container that waits for a run could not be made or removed',
        );
      const size = canWait(task) ? parts.readyPerTask : 0;
      this.#pools.set(task.name, openReadyPool(make, size, failed));
    }
  }

  get deployment() {
    return this.#around.deployment;
  }

  get environment() {
    return this.#around.environment;
  }

  prepareCommand(command: ApplicationCommand): Promise<PreparedRun> {
    return prepareCommand(this.#parts, this.#network, this.#around, command);
  }

  reserve(run: Run): string {
    const place = this.#reserved.get(run.id) ?? this.#pools.get(run.task)?.take();
    if (place == null) return containerIdOf(run);
    this.#reserved.set(run.id, place);
    return place.container.id;
  }

  async release(run: Run): Promise<void> {
    const place = this.#reserved.get(run.id);
    this.#reserved.delete(run.id);
    if (place !== undefined) await this.#discard(place);
  }

  async prepare(run: Run, materials: RunMaterials): Promise<PreparedRun> {
    const task = this.#task(run.task);
    const place = this.#reserved.get(run.id);
    if (place === undefined) return this.#prepareAnew(run, task, materials);
    this.#reserved.delete(run.id);
    try {
      return await this.#prepareReady(run, task, place, materials);
    } catch {
      // It may have been killed while it waited. Nothing of the run has begun in it, so another takes its place and name.
      await this.#discard(place);
      return this.#prepareAnew(run, task, materials);
    }
  }

  async close(): Promise<void> {
    const reserved = [...this.#reserved.values()].map((place) => this.#discard(place));
    await Promise.all([...reserved, ...[...this.#pools.values()].map((pool) => pool.close())]);
    await Promise.all([...this.#networks.values()].map((network) => network.close()));
  }

  /** One that cannot be removed keeps its seat, and the next start of the server removes it. */
  async #discard(place: ReadyPlace): Promise<void> {
    await place.close().catch((error: unknown) => {
      const about = { container: place.container.id, error };
      this.#parts.log.error(about, 'a container that waited for a run could not be removed');
    });
  }

  /** Variables that were changed since the deploy reach the next run (wire.md 4.4). */
  async #aroundNow(): Promise<Surroundings> {
    const { project, environment } = this.#around;
    const variables = await this.#parts.variablesInEffect(project.id, environment.name);
    return { ...this.#around, variables };
  }

  #secretsOf({ id, sealedVariables }: Run) {
    return openTrigger(this.#parts.cipher, id, sealedVariables);
  }

  #task(name: string): TaskDefinition {
    const task = this.deployment.definition.tasks[name];
    if (task !== undefined) return task;
    throw new ErrandError('task_not_found', `the current deployment has no task '${name}' any more`);
  }

  async #prepareReady(
    run: Run,
    task: TaskDefinition,
    place: ReadyPlace,
    materials: RunMaterials,
  ): Promise<PreparedRun> {
    const { seat, container } = place;
    const around = await this.#aroundNow();
    const image = await builtImage(this.#parts, around, task);
    const identity = identityOf(run, task, around, image, materials.payload, this.#secretsOf(run));
    const spec = taskContainer(this.#parts, around, task, image, seat, identity, materials.logPath);
    container.dress(spec);
    return prepared(container, seat, () => container.awaken(spec.command, spec.environment));
  }

  async #prepareAnew(run: Run, task: TaskDefinition, materials: RunMaterials): Promise<PreparedRun> {
    const around = await this.#aroundNow();
    const key = run.containerId ?? containerIdOf(run);
    const network = this.#networks.get(task.name) ?? this.#network;
    const seat = await openTaskPlace(this.#parts, network, around, task, key);
    try {
      const image = await builtImage(this.#parts, around, task);
      const identity = identityOf(run, task, around, image, materials.payload, this.#secretsOf(run));
      const container = await this.#parts.engine.create(
        taskContainer(this.#parts, around, task, image, seat, identity, materials.logPath),
      );
      return prepared(container, seat, () => container.start());
    } catch (error) {
      await seat.close();
      throw error;
    }
  }
}
