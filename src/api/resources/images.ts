import { renderHoldings, renderPull } from '../render/render-image.ts';
import { pruneBody, pullBody } from '../request/image-body.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

const millisecondsPerHour = 60 * 60 * 1000;

/** Images and slugs on this server's machine: Errand's own, for administrators. */
export function imageRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/images',
      operation: 'image:list',
      summary: 'Images and slugs on this machine',
      status: 200,
      answer: '`images` and `slugs`, each with its size and whether it is in use',
      handle: async () => renderHoldings(await rooms.images.list()),
    }),
    route({
      method: 'POST',
      path: '/images/pull',
      operation: 'image:edit',
      summary: 'Fetch an image',
      body: pullBody,
      status: 200,
      answer: '`state` `complete` with `reference` and `digest`, or `in_progress`: ask again',
      handle: async ({ body: { image, update = false } }) =>
        renderPull(await rooms.images.pull({ image, update })),
    }),
    route({
      method: 'POST',
      path: '/images/prune',
      operation: 'image:edit',
      summary: 'Remove images and slugs that nobody uses',
      body: pruneBody,
      status: 200,
      answer: '`images` and `slugs` that were removed',
      handle: async ({ body: { keep_hours: hours } }) =>
        renderHoldings(await rooms.images.prune(hours === undefined ? null : hours * millisecondsPerHour)),
    }),
  ];
}
