import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

const path = '/backup';

/** What a backup of the whole server needs of it: Errand's own, for administrators on its machine. */
export function serverBackupRoutes({ serverBackups }: Rooms): readonly Route[] {
  const shared = { path, operation: 'server:back-up', answerType: 'application/json' } as const;
  const render = () => {
    const held = serverBackups.held();
    return {
      state: held?.state ?? null,
      work: held?.state === 'ready' ? held.work : null,
      manifest: held?.state === 'ready' ? held.manifest : null,
      message: held?.state === 'failed' ? held.message : null,
    };
  };
  return [
    route({
      ...shared,
      method: 'POST',
      summary:
        'Copy records and volumes as of now into a folder of the server’s machine, for errand backup:server',
      status: 201,
      answer: '`state` `in_progress`: ask again',
      handle: () => {
        serverBackups.begin();
        return render();
      },
    }),
    route({
      ...shared,
      method: 'GET',
      summary: 'How far that is',
      status: 200,
      answer:
        '`state`: `in_progress`; `ready`, with the folder in `work`; `failed`, with the `message`; null where nothing is held',
      handle: render,
    }),
    route({
      ...shared,
      method: 'DELETE',
      summary: 'Remove the copies',
      status: 204,
      answer: 'Nothing',
      handle: () => serverBackups.end(),
    }),
  ];
}
