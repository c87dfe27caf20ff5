import type { IdentityRoom } from '../api/rooms.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { readAccessToken } from '../identity/access-token.ts';
import type { AuditTrail } from '../identity/audit/audit-event.ts';
import { allow } from '../identity/authorization/allow.ts';
import type { UserAccess } from '../identity/authorization/role.ts';
import { isWorthRecording } from '../identity/people/api-tokens.ts';
import type { UserPrincipal, WorkloadPrincipal } from '../identity/principal.ts';
import type { SigningKey } from '../identity/signing-key.ts';
import { exchangeToken, revokeToken } from '../identity/token-endpoint.ts';
import { tokenRefusals } from '../identity/token-refusals.ts';
import type { Workloads } from '../identity/workloads.ts';
import { isUsable } from '../store/api-tokens/api-token.ts';
import { findApiTokenByHash } from '../store/api-tokens/find-api-token-by-hash.ts';
import { touchApiToken } from '../store/api-tokens/touch-api-token.ts';
import type { Database } from '../store/store.ts';
import { listGrantsOfUser } from '../store/user-access/list-grants.ts';
import { findUser } from '../store/users/find-user.ts';
import type { User } from '../store/users/user.ts';

/** A deactivated user's tokens are worth nothing either. */
async function userOfToken(db: Database, hash: string): Promise<{ readonly userId: string } | null> {
  const now = new Date();
  const token = await findApiTokenByHash(db, hash);
  if (token === null || !isUsable(token, now)) return null;
  const user = await findUser(db, token.userId);
  if (user === null || user.isDeactivated) return null;
  if (isWorthRecording(token, now)) await touchApiToken(db, token.id, now);
  return { userId: token.userId };
}

/** An administrator may do everything; their roles in projects are not looked up. */
async function accessOf(db: Database, user: User): Promise<UserAccess> {
  const { isAdministrator, isOwner } = user;
  const grants = isAdministrator ? [] : await listGrantsOfUser(db, user.id);
  const projects = Object.fromEntries(grants.map(({ project, access }) => [project, access]));
  return { isAdministrator, isOwner, projects };
}

function facts({ id, username, displayName, createdAt, updatedAt }: User) {
  const moments = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { username, profile: { id, displayName, ...moments } };
}

/** Roles are read anew for each request: what is taken away is gone at once. Error: `unauthenticated`. */
async function known(db: Database, principal: UserPrincipal): Promise<UserPrincipal> {
  const user = await findUser(db, principal.userId);
  if (user === null || user.isDeactivated) {
    const what = user === null ? 'does not exist any more' : 'is deactivated';
    throw new ErrandError('unauthenticated', `The user of this access token ${what}.`, {
      details: { reason: 'user' },
    });
  }
  return { ...principal, ...facts(user), access: await accessOf(db, user) };
}

/** The container as it is now, whatever the token says of it. Error: `unauthenticated`. */
function alive(workloads: Pick<Workloads, 'find'>, { containerId }: WorkloadPrincipal): WorkloadPrincipal {
  const found = workloads.find(containerId);
  if (found !== null) return found;
  throw new ErrandError('unauthenticated', 'The container of this access token has ended.', {
    details: { reason: 'container' },
  });
}

/** Who asks and what they may do. */
export function openIdentityRoom(
  db: Database,
  key: SigningKey,
  audit: AuditTrail,
  workloads: Pick<Workloads, 'find'>,
): IdentityRoom {
  const refusals = tokenRefusals(audit);
  return {
    async authenticate(token) {
      const principal = await readAccessToken(key, token);
      return principal.kind === 'user' ? known(db, principal) : alive(workloads, principal);
    },
    allow,
    token: (request) =>
      exchangeToken(request, {
        key,
        now: () => new Date(),
        findUserByApiTokenHash: (hash) => userOfToken(db, hash),
        refusals,
      }),
    revoke: async () => revokeToken(),
    async rotateKey() {
      await key.rotate();
      return key.kid;
    },
    publicKeys: () => key.publicKeys(),
    user: (id) => findUser(db, id),
    grants: (userId) => listGrantsOfUser(db, userId),
  };
}
