import type { Authorization, Definition } from '../config/definition.ts';
import type { WorkloadPrincipal } from './principal.ts';

/** A workload of a deployment, whose containers may get tokens. */
export interface WorkloadOwner {
  readonly project: string;
  readonly environment: string;
  readonly workload: string;
  /** Id of the deployment that it belongs to; null where nobody knows it any more. */
  readonly deployment: string | null;
  readonly authorizations: readonly Authorization[];
  /** The authorizations that a deployment's definition gives this workload. */
  readonly rightsIn: (definition: Definition) => readonly Authorization[];
}

interface CurrentDeployment {
  readonly id: string;
  readonly definition: Definition;
}

/** The place that a workload's containers take one after the other. */
export interface WorkloadPlace {
  /** From now on this container speaks for the workload; null: nobody does. */
  occupy(containerId: string | null): void;
  /** Who is there now. */
  occupant(): WorkloadPrincipal | null;
  close(): void;
}

/**
 * Every container that may speak for itself, as of now. A token names its container; what it is worth is asked here at
 * every use, so it ends with the container, and loses what a deploy took away.
 */
export interface Workloads {
  open(owner: WorkloadOwner): WorkloadPlace;
  /** The container as it is now; null once it has ended. */
  find(containerId: string): WorkloadPrincipal | null;
  /** A deployment has become current: what it does not give, containers of former ones lose for good. */
  deployed(project: string, environment: string, deployment: CurrentDeployment): void;
}

function isSame(one: Authorization, other: Authorization): boolean {
  if (one.type !== other.type) return false;
  return one.type !== 'task' || other.type !== 'task' || one.resource === other.resource;
}

class Place implements WorkloadPlace {
  readonly #owner: WorkloadOwner;
  readonly #residents: Map<string, Place>;
  readonly #leave: () => void;
  #authorizations: readonly Authorization[];
  #containerId: string | null = null;

  constructor(owner: WorkloadOwner, residents: Map<string, Place>, leave: (place: Place) => void) {
    this.#owner = owner;
    this.#authorizations = owner.authorizations;
    this.#residents = residents;
    this.#leave = () => leave(this);
  }

  occupy(containerId: string | null): void {
    if (this.#containerId !== null) this.#residents.delete(this.#containerId);
    this.#containerId = containerId;
    if (containerId !== null) this.#residents.set(containerId, this);
  }

  occupant(): WorkloadPrincipal | null {
    if (this.#containerId === null) return null;
    const { project, environment, workload } = this.#owner;
    const authorizations = this.#authorizations;
    return {
      kind: 'workload',
      project,
      environment,
      workload,
      containerId: this.#containerId,
      authorizations,
    };
  }

  close(): void {
    this.occupy(null);
    this.#leave();
  }

  narrow(project: string, environment: string, { id, definition }: CurrentDeployment): void {
    const owner = this.#owner;
    if (owner.project !== project || owner.environment !== environment) return;
    if (owner.deployment === id) return;
    const given = owner.rightsIn(definition);
    this.#authorizations = this.#authorizations.filter((held) => given.some((right) => isSame(held, right)));
  }
}

export function openWorkloads(): Workloads {
  const places = new Set<Place>();
  const residents = new Map<string, Place>();
  return {
    open(owner) {
      const place = new Place(owner, residents, (left) => places.delete(left));
      places.add(place);
      return place;
    },
    find: (containerId) => residents.get(containerId)?.occupant() ?? null,
    deployed(project, environment, deployment) {
      for (const place of places) place.narrow(project, environment, deployment);
    },
  };
}
