import { aboutRoutes } from './resources/about.ts';
import { accessListRoutes } from './resources/access-lists.ts';
import { accountRoutes } from './resources/accounts.ts';
import { activityRoutes } from './resources/activities.ts';
import { activityLogRoutes } from './resources/activity-log.ts';
import { apiTokenRoutes } from './resources/api-tokens.ts';
import { artifactRoutes } from './resources/artifacts.ts';
import { auditRoutes } from './resources/audit.ts';
import { backupRoutes } from './resources/backups.ts';
import { buildCacheRoutes } from './resources/build-cache.ts';
import { deliveryRoutes } from './resources/deliveries.ts';
import { deploymentRoutes } from './resources/deployments.ts';
import { domainRoutes } from './resources/domains.ts';
import { environmentChangeRoutes } from './resources/environment-changes.ts';
import { environmentSettingsRoutes } from './resources/environment-settings.ts';
import { environmentTypeRoutes } from './resources/environment-types.ts';
import { environmentRoutes } from './resources/environments.ts';

import { gitRoutes } from './resources/git.ts';

import { gitObjectRoutes } from './resources/git-objects.ts';
import { imageRoutes } from './resources/images.ts';
import { integrationRoutes } from './resources/integrations.ts';

import { invitationRoutes } from './resources/invitations.ts';
import { metricsRoutes } from './resources/metrics.ts';
import { oauthRoutes } from './resources/oauth.ts';
import { organizationRoutes } from './resources/organizations.ts';
import { passwordRoutes } from './resources/passwords.ts';
import { projectAccessRoutes } from './resources/project-access.ts';
import { projectFactRoutes } from './resources/project-facts.ts';
import { projectRoutes } from './resources/projects.ts';
import { queueRoutes } from './resources/queue.ts';
import { referenceRoutes } from './resources/references.ts';
import { retentionRoutes } from './resources/retention.ts';
import { environmentRouteRoutes } from './resources/routes.ts';
import { secretRoutes } from './resources/secrets.ts';
import { serverBackupRoutes } from './resources/server-backup.ts';
import { serviceRoutes } from './resources/services.ts';
import { signInRoutes } from './resources/sign-in.ts';
import { type SourceOptions, sourceRoutes } from './resources/source.ts';
import { taskRoutes } from './resources/tasks.ts';
import { userAccessRoutes } from './resources/user-access.ts';
import { userRoutes } from './resources/users.ts';
import { variableRoutes } from './resources/variables.ts';
import type { Rooms } from './rooms.ts';
import type { Route } from './route.ts';

export interface RouteOptions extends SourceOptions {
  readonly version: string;
  readonly startedAt: Date;
}

function routesOfEnvironments(rooms: Rooms): readonly Route[] {
  return [
    ...environmentRoutes(rooms),
    ...environmentChangeRoutes(rooms),
    ...environmentSettingsRoutes(rooms),
    ...backupRoutes(rooms),
    ...deploymentRoutes(rooms),
    ...environmentRouteRoutes(rooms),
  ];
}

/** Every route of the API. */
export function allRoutes(rooms: Rooms, options: RouteOptions): readonly Route[] {
  return [
    ...aboutRoutes(options),
    ...oauthRoutes(rooms),
    ...signInRoutes(rooms),
    ...userRoutes(rooms),
    ...accountRoutes(rooms),
    ...passwordRoutes(rooms),
    ...apiTokenRoutes(rooms),
    ...projectAccessRoutes(rooms),
    ...organizationRoutes(rooms),
    ...referenceRoutes(rooms),
    ...auditRoutes(rooms),
    ...projectRoutes(rooms),
    ...projectFactRoutes(rooms, options),
    ...buildCacheRoutes(rooms),
    ...userAccessRoutes(rooms),
    ...accessListRoutes(rooms),
    ...invitationRoutes(rooms),
    ...environmentTypeRoutes(rooms),
    ...routesOfEnvironments(rooms),
    ...serviceRoutes(rooms),
    ...variableRoutes(rooms),
    ...domainRoutes(rooms),
    ...secretRoutes(rooms),
    ...serverBackupRoutes(rooms),
    ...taskRoutes(rooms),
    ...queueRoutes(rooms),
    ...imageRoutes(rooms),
    ...activityRoutes(rooms),
    ...metricsRoutes(rooms),
    ...activityLogRoutes(rooms),
    ...integrationRoutes(rooms),
    ...deliveryRoutes(rooms),
    ...retentionRoutes(rooms),
    ...artifactRoutes(rooms),
    ...sourceRoutes(rooms, options),
    ...gitRoutes(rooms),
    ...gitObjectRoutes(rooms),
  ];
}
