import type { OutputFolders } from '../artifact/output-folder.ts';
import type { Builder } from '../build/builder.ts';
import type { Engine } from '../engine/engine.ts';
import type { ImageResolver } from '../image/resolver.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { BodyBuffer } from '../router/locations/request-buffer.ts';
import type { Cipher } from '../secret/cipher.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import type { OpenVariables } from '../variable/open-variables.ts';
import type { InsideServices } from './seat.ts';
import type { ServiceRoom } from './service-room.ts';
import type { Storage } from './storage.ts';

/** What every environment's cluster is made with. */
export interface ClusterParts {
  readonly engine: Engine;
  readonly images: ImageResolver;
  readonly builder: Builder;
  readonly slugs: Pick<SlugStore, 'use'>;
  readonly inside: InsideServices;
  readonly nameservers: readonly string[];
  /** Folder of the applications' own logs. */
  readonly logDirectory: string;
  /** Where containers of tasks leave their results. */
  readonly outputs: OutputFolders;
  /** Containers made ahead of time for each task. */
  readonly readyPerTask: number;
  readonly log: EventLog;
  /** Bodies of requests that applications have not been given yet. */
  readonly bodies: BodyBuffer;
  readonly storage: Storage;
  readonly services: ServiceRoom;
  /** Whether workloads may ask for `runtime.sandbox`. */
  readonly sandboxAllowed: boolean;
  /** Opens what a run's trigger brought along sealed. */
  readonly cipher: Cipher;
  /** What containers of the environment are given now. Error: `secret_unreadable`. */
  variablesInEffect(project: string, environment: string): Promise<OpenVariables>;
  networkOf(project: string, environment: string): Promise<EnvironmentNetwork>;
}
