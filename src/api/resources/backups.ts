import { z } from 'zod';
import type { Backup } from '../../environment/backup/backup.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { authorizeAlso } from '../access/authorize-also.ts';
import { renderBackup } from '../render/render-backup.ts';
import { branchName } from '../request/branch-name.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { type Place, requireEnvironment } from './require-found.ts';
import { answerStarted } from './started.ts';

const below = '/projects/:project/environments/:environment';
const backupPath = environmentPath.extend({
  backup: z.string().min(1).max(255).describe('Id of the backup'),
});
type BackupPath = z.output<typeof backupPath>;

const createBody = z.strictObject({ safe: z.boolean().default(true) }).nullish();
const restoreBody = z
  .strictObject({
    environment_name: z.string().nullable().optional(),
    branch_from: z.string().nullable().optional(),
    restore_code: z.boolean().default(true),
    restore_resources: z.boolean().optional(),
    resources: z.unknown().optional(),
  })
  .nullish();

export function backupRoutes(rooms: Rooms): readonly Route[] {
  return [...readRoutes(rooms), createRoute(rooms), deleteRoute(rooms), restoreRoute(rooms)];
}

async function requireBackup(rooms: Rooms, path: BackupPath): Promise<Backup> {
  const { project, environment } = await requireEnvironment(rooms, path);
  const backup = await rooms.backups.find(project.id, path.backup);
  if (backup !== null && backup.environment === environment.name) return backup;
  throw new ErrandError(
    'backup_not_found',
    `The environment ${environment.name} has no backup "${path.backup}".`,
    {
      details: { ...path },
    },
  );
}

function readRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `${below}/backups`,
      operation: 'backup:view',
      summary: "The environment's backups, newest first",
      parameters: environmentPath,
      status: 200,
      answer: 'Array of Backup',
      handle: async ({ parameters }) => {
        const { project, environment } = await requireEnvironment(rooms, parameters);
        return (await rooms.backups.list(project.id, environment.name)).map(renderBackup);
      },
    }),
    route({
      method: 'GET',
      path: `${below}/backups/:backup`,
      operation: 'backup:view',
      summary: 'A backup',
      parameters: backupPath,
      status: 200,
      answer: 'Backup',
      handle: async ({ parameters }) => renderBackup(await requireBackup(rooms, parameters)),
    }),
  ];
}

function createRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/backup`,
    operation: 'backup:create',
    summary: 'Back up the data of an environment, as of one moment',
    parameters: environmentPath,
    body: createBody,
    status: 201,
    answer: "AcceptedResponse with the activity; its id becomes the backup's",
    handle: async ({ parameters, body, principal }) => {
      const place = await requireEnvironment(rooms, parameters);
      const request = { ...place, actor: actorOf(principal) };
      return answerStarted(rooms, await rooms.backups.create(request, { isLive: body?.safe === false }));
    },
  });
}

function deleteRoute(rooms: Rooms): Route {
  return route({
    method: 'DELETE',
    path: `${below}/backups/:backup`,
    operation: 'backup:delete',
    summary: 'Delete a backup',
    parameters: backupPath,
    status: 200,
    answer: 'AcceptedResponse with the activity of the change',
    handle: async ({ parameters, principal }) => {
      const backup = await requireBackup(rooms, parameters);
      const place = await requireEnvironment(rooms, parameters);
      const activity = await rooms.backups.delete({ ...place, actor: actorOf(principal) }, backup);
      return answerStarted(rooms, activity, 200);
    },
  });
}

/** What a new environment with a backup's data takes. Errors: `request_invalid` for its name, `forbidden`. */
function requireNewBelow(rooms: Rooms, principal: Principal, parent: Place, name: string): void {
  if (!branchName.safeParse(name).success)
    throw new ErrandError('request_invalid', `environment_name: "${name}" is not the name of a branch.`);
  authorizeAlso(rooms, principal, 'environment:create', parent);
  const environment = { ...parent.environment, name, type: 'development' } as const;
  authorizeAlso(rooms, principal, 'backup:restore', { ...parent, environment });
}

function restoreRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/backups/:backup/restore`,
    operation: 'backup:restore',
    summary:
      'Bring back what a backup holds; `environment_name` names another environment of the project to bring it to, which is made below `branch_from` where there is none',
    parameters: backupPath,
    body: restoreBody,
    status: 201,
    answer: 'AcceptedResponse with the activity of the change',
    handle: async ({ parameters, body, principal }) => {
      const backup = await requireBackup(rooms, parameters);
      const { project } = parameters;
      const options = { code: body?.restore_code ?? true };
      const name = body?.environment_name ?? parameters.environment;
      const actor = actorOf(principal);
      if ((await rooms.environments.find(project, name)) === null) {
        const from = { project, environment: body?.branch_from ?? backup.environment };
        const parent = await requireEnvironment(rooms, from);
        requireNewBelow(rooms, principal, parent, name);
        return answerStarted(
          rooms,
          await rooms.backups.restoreToNew({ ...parent, actor }, name, backup, options),
        );
      }
      // The right was checked for the path's environment; another one needs it too.
      const target = await requireEnvironment(rooms, { project, environment: name });
      authorizeAlso(rooms, principal, 'backup:restore', target);
      return answerStarted(rooms, await rooms.backups.restore({ ...target, actor }, backup, options));
    },
  });
}
