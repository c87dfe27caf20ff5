import { ErrandError } from '../../errors/errand-error.ts';
import type { Operation, Target } from '../../identity/authorization.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom } from '../rooms.ts';

/**
 * Throws `forbidden` with the reason unless the caller may do it. Asked before anything is looked up, so that what
 * lies outside a container's reach answers the same whether it exists or not.
 */
export function authorize(
  identity: IdentityRoom,
  principal: Principal,
  operation: Operation,
  target: Target,
): void {
  const decision = identity.allow(principal, operation, target);
  if (decision.allowed) return;
  throw new ErrandError('forbidden', `${decision.reason}.`, { details: { operation, ...target } });
}
