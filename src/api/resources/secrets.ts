import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

/** Errand's own: the key that seals secrets. */
export function secretRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/secrets/rotate',
      operation: 'secrets:rotate',
      summary: 'Make a new key for secrets and seal every value with it',
      status: 200,
      answer: 'The id of the new key, and how many values were sealed anew',
      handle: async () => {
        const { keyId, resealed } = await rooms.secrets.rotate();
        return { status: 'ok', code: 200, key_id: keyId, resealed };
      },
    }),
  ];
}
