import { z } from 'zod';
import type { AuditFilter, StoredAuditEvent } from '../audit-room.ts';
import { renderAuditEvent } from '../render/render-audit.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const largest = 500;

const auditQuery = z.object({
  actor: z.string().optional().describe('User name or id, or application'),
  operation: z.string().optional().describe('As in docs/reference/roles.md, or `sign-in`, `token:exchange`'),
  result: z.enum(['done', 'failed', 'denied']).optional(),
  since: instant.optional().describe('RFC 3339'),
  until: instant.optional().describe('RFC 3339'),
  before: z.coerce.number().int().min(1).optional().describe('`id` of the last entry of the page before'),
  count: z.coerce.number().int().min(1).max(largest).default(100),
});

type Query = z.output<typeof auditQuery>;

const shared = {
  method: 'GET',
  query: auditQuery,
  status: 200,
  answer: '`items`, newest first',
} as const;

/** The audit log: of the whole server, and of a project for its admins. */
export function auditRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      ...shared,
      path: '/audit',
      operation: 'audit:list',
      summary: 'The audit log',
      query: auditQuery.extend({ project: z.string().optional() }),
      handle: async ({ query }) => {
        const { project, ...rest } = query;
        return rendered('/audit', await rooms.audit.list(filterOf(rest, project)));
      },
    }),
    route({
      ...shared,
      path: '/projects/:project/audit',
      operation: 'project:audit',
      summary: 'The audit log of the project',
      parameters: projectPath,
      handle: async ({ parameters, query }) => {
        const { id, createdAt } = await requireProject(rooms, parameters.project);
        // What is older is about a project that had the id before.
        const since = query.since === undefined || query.since < createdAt ? createdAt : query.since;
        const events = await rooms.audit.list(filterOf({ ...query, since }, id));
        return rendered(`/projects/${id}/audit`, events);
      },
    }),
  ];
}

function filterOf({ count, ...query }: Query, project: string | undefined): AuditFilter {
  return { ...query, project, limit: count };
}

function rendered(href: string, events: readonly StoredAuditEvent[]) {
  return { items: events.map(renderAuditEvent), _links: { self: { href } } };
}
