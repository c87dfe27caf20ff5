import type { Environment, Project } from '../deploy/deployment.ts';
import { environmentPrefix } from '../volume/volume-id.ts';
import type { Volumes } from '../volume/volumes.ts';

/** An environment, as far as its data is concerned. */
export interface DataPlace {
  readonly project: Pick<Project, 'id'>;
  readonly environment: Pick<Environment, 'machineName'>;
}

/** What the volumes of an environment hold together, copied and kept as of one moment. */
export interface EnvironmentData {
  /** Gives one environment what another one holds now; what it held is gone. Nothing of `to` may run. Returns how many volumes. */
  clone(from: DataPlace, to: DataPlace): Promise<number>;
  /** Removes all of it. Nothing of the environment may run. */
  remove(place: DataPlace): Promise<void>;
  /** Keeps all of it under a name. Returns how many volumes, and their sizes. */
  keep(place: DataPlace, name: string): Promise<KeptData>;
  /** Gives an environment what was kept. Nothing of it may run. Returns how many volumes. */
  bringBack(name: string, place: DataPlace): Promise<number>;
  /** Does nothing where nothing is kept under the name. */
  forget(name: string): Promise<void>;
}

export interface KeptData {
  readonly volumes: number;
  readonly sizeMiB: number;
}

const prefixOf = ({ project, environment }: DataPlace) =>
  environmentPrefix({ project: project.id, environmentMachineName: environment.machineName });

/** A dot is in no name of a backup, and the rest of a volume's id tells the volumes of an environment apart. */
const keptPrefix = (name: string) => `${name}.`;

export function openEnvironmentData(volumes: Volumes): EnvironmentData {
  const idsOf = async (prefix: string) => (await volumes.list(prefix)).map(({ id }) => id);
  const remove = async (place: DataPlace) => {
    for (const id of await idsOf(prefixOf(place))) await volumes.delete(id);
  };
  return {
    remove,
    async clone(from, to) {
      await remove(to);
      const ids = await idsOf(prefixOf(from));
      const nameOf = (id: string) => prefixOf(to) + id.slice(prefixOf(from).length);
      await volumes.frozen(ids, async () => {
        for (const id of ids) await volumes.clone(id, nameOf(id));
      });
      return ids.length;
    },
    async keep(place, name) {
      const kept = await volumes.list(prefixOf(place));
      const ids = kept.map(({ id }) => id);
      await volumes.frozen(ids, async () => {
        for (const id of ids) await volumes.snapshot(id, keptPrefix(name) + id.slice(prefixOf(place).length));
      });
      return { volumes: ids.length, sizeMiB: kept.reduce((sum, { sizeMiB }) => sum + sizeMiB, 0) };
    },
    async bringBack(name, place) {
      const kept = (await volumes.listSnapshots(keptPrefix(name))).map(({ id }) => id);
      const wanted = new Set(kept.map((id) => prefixOf(place) + id.slice(keptPrefix(name).length)));
      for (const id of await idsOf(prefixOf(place))) if (!wanted.has(id)) await volumes.delete(id);
      for (const id of kept) await volumes.restore(id, prefixOf(place) + id.slice(keptPrefix(name).length));
      return kept.length;
    },
    async forget(name) {
      for (const { id } of await volumes.listSnapshots(keptPrefix(name))) await volumes.deleteSnapshot(id);
    },
  };
}
