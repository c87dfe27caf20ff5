import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditActor } from '../../identity/audit/audit-event.ts';
import type { Principal } from '../../identity/principal.ts';
import type { AuditEvent, AuditRoom } from '../audit-room.ts';
import type { Route } from '../route.ts';
import { knownPrincipal } from './guard.ts';

/** Who asks, as the audit log has them. */
export function auditActorOf(principal: Principal): AuditActor {
  if (principal.kind === 'user') {
    return { kind: 'user', id: principal.userId, name: principal.username ?? principal.userId };
  }
  const id = `${principal.project}/${principal.environment}/${principal.workload}`;
  return { kind: 'workload', id, name: principal.workload };
}

/** What to write down: changes that were made, or may have been, and calls that were denied. */
function resultOf(method: string, status: number): AuditEvent['result'] | null {
  if (status === 401 || status === 403) return 'denied';
  const changes = method !== 'GET' && method !== 'HEAD';
  if (changes && status < 400) return 'done';
  return changes && status >= 500 ? 'failed' : null;
}

/** Records an answered request to a route. Sign-ins and exchanged tokens are recorded where they happen. */
export function auditHook(audit: Pick<AuditRoom, 'record'>, { operation }: Route) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const result = resultOf(request.method, reply.statusCode);
    if (operation === 'public' || result === null) return;
    const principal = knownPrincipal(request);
    audit.record({
      at: new Date(),
      actor: principal === undefined ? null : auditActorOf(principal),
      address: request.ip ?? null,
      userAgent: request.headers['user-agent'] ?? null,
      operation,
      target: request.params as Readonly<Record<string, string>>,
      result,
      status: reply.statusCode,
      reason: result === 'denied' ? (reply.statusCode === 401 ? 'unauthenticated' : 'forbidden') : null,
      count: 1,
    });
  };
}
