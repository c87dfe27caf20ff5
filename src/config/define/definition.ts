import type { Definition, RouteDefinition, ServiceDefinition, TaskDefinition } from '../definition.ts';
import type { ConfigInput } from '../schema/config.ts';
import type { RouteInput } from '../schema/route.ts';
import type { ServiceInput } from '../schema/service.ts';
import type { TaskInput } from '../schema/task.ts';
import { defineApplication } from './application.ts';
import {
  defineAuthorizations,
  defineMounts,
  defineRelationships,
  defineShared,
  defineSourceRoot,
  mapValues,
} from './workload.ts';

/** The definition that a configuration without errors stands for. Routes to services are left out: see acted-upon.ts. */
export function define(written: ConfigInput): Definition {
  const { applications, routes } = written;
  return {
    applications: mapValues(applications, defineApplication),
    services: mapValues(written.services, defineService),
    tasks: mapValues(written.tasks, defineTask),
    routes: Object.fromEntries(
      Object.entries(routes ?? {})
        .map(([url, route]) => [url, defineRoute(route)] as const)
        .filter(([, route]) => route.type === 'redirect' || Object.hasOwn(applications, route.application)),
    ),
  };
}

function defineTask(name: string, written: TaskInput): TaskDefinition {
  return {
    name,
    ...defineShared(written),
    sourceRoot: defineSourceRoot(written.source?.root),
    relationships: defineRelationships(written.relationships),
    mounts: defineMounts(written.mounts),
    variables: written.variables ?? {},
    authorizations: defineAuthorizations(written.authorizations),
    timezone: written.timezone ?? null,
    buildHook: written.hooks?.build ?? null,
    deployHook: written.hooks?.deploy ?? null,
    run: {
      command: written.run.command,
      timeoutSeconds: written.run.timeout,
      graceSeconds: written.run.shutdown_timeout ?? null,
      onDeploy: written.run.on_deploy,
      drainSeconds: written.run.drain_timeout,
    },
  };
}

function defineService(name: string, written: ServiceInput): ServiceDefinition {
  return {
    name,
    type: written.type,
    configuration: written.configuration ?? {},
    relationships: defineRelationships(written.relationships),
    containerProfile: written.container_profile ?? null,
  };
}

function defineRoute(written: RouteInput): RouteDefinition {
  const { type, upstream, to, ...settings } = written;
  if (type === 'redirect') return { type, to: to ?? '', settings };
  const [application = '', endpoint = ''] = (upstream ?? '').split(/:(.*)/s, 2);
  return { type: 'upstream', application, endpoint, settings };
}
