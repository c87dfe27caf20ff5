import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { TaskDefinition } from '../config/definition.ts';
import type { Container } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { Run } from '../task/run.ts';
import type { PreparedRun, Stage } from '../task/stage.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { makeReadyPlace, type ReadyPlace } from './ready-place.ts';
import { openReadyPool, type ReadyPool } from './ready-pool.ts';
import { openSeat, type Seat } from './seat.ts';
import type { Surroundings } from './surroundings.ts';
import { identityOf, seatRequest, taskContainer } from './task-container.ts';

/** The stage of a deployment whose applications are up. Containers for its tasks are made ahead of time. */
export function openTaskStage(parts: ClusterParts, network: EnvironmentNetwork, around: Surroundings): Stage {
  return new TaskStage(parts, network, around);
}

/** A container made ahead of time is set up by its shell, which takes only names that a shell can set. */
function canWait({ variables }: TaskDefinition): boolean {
  return Object.keys(variables.env ?? {}).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}

class TaskStage implements Stage {
  readonly #parts: ClusterParts;
  readonly #network: EnvironmentNetwork;
  readonly #around: Surroundings;
  readonly #pools = new Map<string, ReadyPool<ReadyPlace>>();
  readonly #reserved = new Map<string, ReadyPlace>();

  constructor(parts: ClusterParts, network: EnvironmentNetwork, around: Surroundings) {
    this.#parts = parts;
    this.#network = network;
    this.#around = around;
    for (const task of Object.values(around.deployment.definition.tasks)) {
      const make = () => makeReadyPlace(parts, network, around, task);
      const failed = (error: unknown) =>
        parts.log.warn({ task: task.name, error }, 'a container could not be made ahead of time');
      const size = canWait(task) ? parts.readyPerTask : 0;
      this.#pools.set(task.name, openReadyPool(make, size, failed));
    }
  }

  get deployment() {
    return this.#around.deployment;
  }

  reserve(run: Run): string {
    const place = this.#pools.get(run.task)?.take();
    if (place == null) return `run-${run.id}`;
    this.#reserved.set(run.id, place);
    return place.container.id;
  }

  async prepare(run: Run, logPath: string): Promise<PreparedRun> {
    const task = this.#task(run.task);
    const place = this.#reserved.get(run.id);
    if (place === undefined) return this.#prepareAnew(run, task, logPath);
    this.#reserved.delete(run.id);
    if (existsSync(logPath)) {
      // The server was killed when this run was about to start, and its log has begun; the ready container writes another.
      await place.close();
      return this.#prepareAnew(run, task, logPath);
    }
    try {
      return await this.#prepareReady(run, task, place, logPath);
    } catch (error) {
      await place.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const reserved = [...this.#reserved.values()].map((place) => place.close());
    await Promise.all([...reserved, ...[...this.#pools.values()].map((pool) => pool.close())]);
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
    logPath: string,
  ): Promise<PreparedRun> {
    const { seat, container } = place;
    const image = await this.#parts.images.resolve(task.type);
    const identity = identityOf(run, task, this.#around, image);
    const spec = taskContainer(this.#parts, this.#around, task, image, seat.attachment, identity, logPath);
    await rename(place.logPath, logPath);
    await container.dress(spec);
    return prepared(container, seat, () => container.awaken(spec.command, spec.environment));
  }

  async #prepareAnew(run: Run, task: TaskDefinition, logPath: string): Promise<PreparedRun> {
    const seat = await openSeat(this.#network, seatRequest(task, this.#around), this.#parts.inside);
    try {
      const image = await this.#parts.images.resolve(task.type);
      const identity = identityOf(run, task, this.#around, image);
      const container = await this.#parts.engine.create(
        taskContainer(this.#parts, this.#around, task, image, seat.attachment, identity, logPath),
      );
      return prepared(container, seat, () => container.start());
    } catch (error) {
      await seat.close();
      throw error;
    }
  }
}

function prepared(container: Container, seat: Seat, begin: () => Promise<void>): PreparedRun {
  seat.occupy(container.id);
  void container.ended.then(() => seat.occupy(null));
  return {
    container,
    begin,
    async close() {
      await container.remove();
      await seat.close();
    },
  };
}
