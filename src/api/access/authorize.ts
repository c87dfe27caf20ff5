import { ErrandError } from '../../errors/errand-error.ts';
import type { Target } from '../../identity/authorization/decision.ts';
import type { Operation } from '../../identity/authorization/operations.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom } from '../rooms.ts';

/**
 * Throws `forbidden` with the reason unless the caller may do it. The error repeats what the caller `named`, and tells
 * nothing of what was found under it.
 */
export function authorize(
  identity: IdentityRoom,
  principal: Principal,
  operation: Operation,
  target: Target,
  named: Target = target,
): void {
  const decision = identity.allow(principal, operation, target);
  if (decision.allowed) return;
  throw new ErrandError('forbidden', `${decision.reason}.`, { details: { operation, ...named } });
}
