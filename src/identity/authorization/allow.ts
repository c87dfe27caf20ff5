import type { Principal } from '../principal.ts';
import { allowUser } from './allow-user.ts';
import { allowWorkload } from './allow-workload.ts';
import type { Decision, Target } from './decision.ts';
import type { Operation } from './operations.ts';

/** Whether a caller may do something. Pure; a refusal says what is missing. */
export function allow(principal: Principal, operation: Operation, target: Target): Decision {
  return principal.kind === 'user'
    ? allowUser(principal, operation, target)
    : allowWorkload(principal, operation, target);
}
