import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

/** Metrics for Prometheus: Errand's own. */
export function metricsRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/metrics',
      operation: 'metrics:view',
      summary: "The server's metrics",
      status: 200,
      answer: 'The text format of Prometheus',
      answerType: 'text/plain',
      handle: async ({ reply }) => reply.type(rooms.metrics.contentType).send(await rooms.metrics.text()),
    }),
  ];
}
