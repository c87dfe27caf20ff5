import { hostSlug, nameHash } from '../router/host-name.ts';

/** `main-bvxea6i`: fit for a host name, and different for branches that look the same in one. No two environments of a project share one. */
export function machineName(environment: string): string {
  return `${hostSlug(environment)}-${nameHash(environment)}`;
}
