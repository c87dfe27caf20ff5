import type { FastifyReply } from 'fastify';
import { logQuery, readOptionsOf } from '../request/log-query.ts';
import { environmentActivityPath, projectActivityPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { sendLog } from '../send-log.ts';
import { activityTarget } from './activity-target.ts';
import { requireActivity } from './require-found.ts';

export const logType = 'application/x-json-stream';

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
      'A line of JSON for each entry: `{"_id": 0, "data": {"timestamp", "message"}}`, at the end `{"_id": n, "seal": true}`',
    answerType: logType,
    handle: async (call) => {
      const { project, id } = await requireActivity(rooms, call.parameters);
      const { request, reply, closing } = call;
      reply.type(logType);
      if (request.method === 'HEAD') return sendNothing(reply);
      const read = (signal: AbortSignal) =>
        rooms.logs.read(project, id, { ...readOptionsOf(call.query), signal });
      await sendLog({ reply, closing, read });
      return reply;
    },
  });
}

/** Bytes and not a text: Fastify would add a charset to the type. */
function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.send(Buffer.alloc(0));
}
