import type { FormerService } from './version-change.ts';

/** A service as the store keeps it: its data and passwords belong to it, whether it runs or not. */
export interface StoredService extends FormerService {
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  /** Reference of the image that it was started from last; null before its first start. */
  readonly image: string | null;
  /** What its passwords are made from, sealed. */
  readonly seed: string;
  /** Of the container that was started last; null before the first. */
  readonly containerId: string | null;
  /** Of that container (`serviceFingerprint`). */
  readonly fingerprint: string | null;
  readonly createdAt: Date;
  /** When it was stopped because the file no longer has it; null while it belongs to the environment. */
  readonly stoppedAt: Date | null;
}

export type ServicePlace = Pick<StoredService, 'project' | 'environment' | 'name'>;

/** What its seed is sealed for. */
export function seedPlace({ project, environment, name }: ServicePlace): string {
  return `service/${project}/${environment}/${name}`;
}
