import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventStream, jsonLines, type LogForm, sealedId } from '../../activity/log/wire.ts';
import { logQuery, readOptionsOf } from '../request/log-query.ts';
import { environmentActivityPath, projectActivityPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { sendLog } from '../send-log.ts';
import { activityTarget } from './activity-target.ts';
import { requireActivity } from './require-found.ts';

/** The log of an activity (T16, wire.md 3.4), below the project and below the environment. */
export function activityLogRoutes(rooms: Rooms): readonly Route[] {
  return [
    logRoute(rooms, '/projects/:project/activities/:activity/log', projectActivityPath),
    logRoute(
      rooms,
      '/projects/:project/environments/:environment/activities/:activity/log',
      environmentActivityPath,
    ),
  ];
}

function logRoute(
  rooms: Rooms,
  path: string,
  parameters: typeof projectActivityPath | typeof environmentActivityPath,
): Route {
  return route({
    method: 'GET',
    path,
    operation: 'activity:log',
    target: (named) => activityTarget(rooms, named),
    summary: "An activity's log, as it grows",
    parameters,
    query: logQuery,
    status: 200,
    answer:
      'A line of JSON for each entry: `{"_id": 0, "data": {"timestamp", "message"}}`, at the end `{"_id": n, "seal": true}`. With `Accept: text/event-stream` the same as server-sent events, which go on after `Last-Event-ID`',
    answerType: jsonLines.contentType,
    handle: async (call) => {
      const { project, id } = await requireActivity(rooms, call.parameters);
      const { request, reply, closing } = call;
      const form = formFor(request);
      const lastEventId = form === eventStream ? request.headers['last-event-id'] : undefined;
      // To an EventSource that comes back after the seal, 204 says not to come again.
      if (lastEventId === sealedId) return reply.code(204).send();
      reply.type(form.contentType).header('vary', 'accept').header('cache-control', 'no-store');
      if (request.method === 'HEAD') return sendNothing(reply);
      const options = { ...readOptionsOf(call.query), ...startAfter(lastEventId) };
      await sendLog({
        reply,
        closing,
        form,
        read: (signal, take) => rooms.logs.read(project, id, { ...options, signal, take }),
      });
      return reply;
    },
  });
}

function formFor(request: FastifyRequest): LogForm {
  const accepted = (request.headers.accept ?? '').split(',').map((part) => part.split(';')[0]?.trim());
  return accepted.includes(eventStream.contentType) ? eventStream : jsonLines;
}

/** The id of the last entry that a client has; whatever else it may say counts for nothing. */
function startAfter(lastEventId: string | string[] | undefined): { readonly startAt?: number } {
  return typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId)
    ? { startAt: Number(lastEventId) + 1 }
    : {};
}

/** Bytes and not a text: Fastify would add a charset to the type. */
function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.send(Buffer.alloc(0));
}
