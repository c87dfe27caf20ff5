import { renderInstant } from '../render/instant.ts';
import { capabilities } from '../render/project-capabilities.ts';
import { projectSettings } from '../render/project-settings.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

interface ServerFacts {
  readonly version: string;
  readonly startedAt: Date;
}

/** What clients ask of a project before they use it; the same for all projects here (wire.md 4.2). */
export function projectFactRoutes(rooms: Rooms, server: ServerFacts): readonly Route[] {
  const system = {
    version: server.version,
    image: `errand:${server.version}`,
    started_at: renderInstant(server.startedAt),
  };
  return [
    fact(rooms, 'settings', 'ProjectSettings', projectSettings),
    fact(rooms, 'capabilities', 'ProjectCapabilities', capabilities),
    fact(rooms, 'system', 'SystemInformation', system),
  ];
}

function fact(rooms: Rooms, name: string, schema: string, document: object): Route {
  return route({
    method: 'GET',
    path: `/projects/:project/${name}`,
    operation: 'project:view',
    summary: `The project's ${name}`,
    parameters: projectPath,
    status: 200,
    answer: schema,
    handle: async ({ parameters }) => {
      await requireProject(rooms, parameters.project);
      return document;
    },
  });
}
