import { z } from 'zod';
import { environmentHref } from '../render/hrefs.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment } from './require-found.ts';

const path = '/projects/:project/environments/:environment/settings';

const onlyAutomatic = z.literal(
  false,
  'pushes and other changes are deployed at once here, so leave it false',
);
const changeBody = z.strictObject({ enable_manual_deployments: onlyAutomatic.optional() });

type EnvironmentPath = z.output<typeof environmentPath>;

async function settingsOf(rooms: Rooms, parameters: EnvironmentPath) {
  const { project, environment } = await requireEnvironment(rooms, parameters);
  const self = { href: `${environmentHref(project.id, environment.name)}/settings` };
  return { enable_manual_deployments: false, _links: { self } };
}

/** How an environment is deployed: clients ask for it, and there is one way here. */
export function environmentSettingsRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path,
      operation: 'environment:view',
      summary: 'How the environment is deployed: at once, with every change',
      parameters: environmentPath,
      status: 200,
      answer: '`enable_manual_deployments`, which is false',
      handle: ({ parameters }) => settingsOf(rooms, parameters),
    }),
    route({
      method: 'PATCH',
      path,
      operation: 'environment:edit',
      summary: 'Takes what is so already, and refuses the rest',
      parameters: environmentPath,
      body: changeBody,
      status: 200,
      answer: '`_embedded.entity` is the settings',
      handle: async ({ parameters }) => {
        const entity = await settingsOf(rooms, parameters);
        return { status: 'updated', code: 200, _embedded: { entity, activities: [] } };
      },
    }),
  ];
}
