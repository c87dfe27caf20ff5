import type { UserPrincipal, WorkloadPrincipal } from '../../src/identity/principal.ts';

export const user: UserPrincipal = { kind: 'user', userId: 'u1' };

/** An application that may run the task `report` and look at its environment. */
export const web: WorkloadPrincipal = {
  kind: 'workload',
  project: 'p1',
  environment: 'main',
  workload: 'web',
  containerId: 'c1',
  authorizations: [
    { type: 'task', action: 'operate', resource: 'report' },
    { type: 'env', action: 'view' },
  ],
};
