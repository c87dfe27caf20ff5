import { aboutRoutes } from './resources/about.ts';
import { activityRoutes } from './resources/activities.ts';
import { activityLogRoutes } from './resources/activity-log.ts';
import { deploymentRoutes } from './resources/deployments.ts';
import { environmentRoutes } from './resources/environments.ts';
import { oauthRoutes } from './resources/oauth.ts';
import { organizationRoutes } from './resources/organizations.ts';
import { projectFactRoutes } from './resources/project-facts.ts';
import { projectRoutes } from './resources/projects.ts';
import { referenceRoutes } from './resources/references.ts';
import { type SourceOptions, sourceRoutes } from './resources/source.ts';
import { taskRoutes } from './resources/tasks.ts';
import { userRoutes } from './resources/users.ts';
import type { Rooms } from './rooms.ts';
import type { Route } from './route.ts';

export interface RouteOptions extends SourceOptions {
  readonly version: string;
  readonly startedAt: Date;
}

/** Every route of the API. */
export function allRoutes(rooms: Rooms, options: RouteOptions): readonly Route[] {
  return [
    ...aboutRoutes(options),
    ...oauthRoutes(rooms),
    ...userRoutes(rooms),
    ...organizationRoutes(),
    ...referenceRoutes(rooms),
    ...projectRoutes(rooms),
    ...projectFactRoutes(rooms, options),
    ...environmentRoutes(rooms),
    ...deploymentRoutes(rooms),
    ...taskRoutes(rooms),
    ...activityRoutes(rooms),
    ...activityLogRoutes(rooms),
    ...sourceRoutes(rooms, options),
  ];
}
