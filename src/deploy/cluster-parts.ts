import type { Builder } from '../build/builder.ts';
import type { Engine } from '../engine/engine.ts';
import type { ImageResolver } from '../image/resolver.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { InsideServices } from './seat.ts';

/** What every environment's cluster is made with. */
export interface ClusterParts {
  readonly engine: Engine;
  readonly images: ImageResolver;
  readonly builder: Builder;
  readonly inside: InsideServices;
  readonly nameservers: readonly string[];
  /** Folder of the applications' own logs. */
  readonly logDirectory: string;
  /** Folder of the output of containers that wait for a run, on the file system of the activities' logs. */
  readonly waitingLogDirectory: string;
  /** Containers made ahead of time for each task. */
  readonly readyPerTask: number;
  readonly log: EventLog;
  networkOf(project: string, environment: string): Promise<EnvironmentNetwork>;
}
