import type { ApplicationDefinition, CronDefinition, WorkerDefinition } from '../definition.ts';
import type { ApplicationInput } from '../schema/application.ts';
import type { WorkerInput } from '../schema/worker.ts';
import {
  defineAuthorizations,
  defineMounts,
  defineRelationships,
  defineShared,
  defineSourceRoot,
  mapValues,
} from './workload.ts';

/** What `web` says of its container wins over what the application says, key by key. */
export function defineApplication(name: string, written: ApplicationInput): ApplicationDefinition {
  const { web, hooks } = written;
  return {
    name,
    ...defineShared(written),
    sourceRoot: defineSourceRoot(written.source?.root),
    relationships: defineRelationships(web?.relationships ?? written.relationships),
    mounts: defineMounts(web?.mounts ?? written.mounts),
    variables: web?.variables ?? written.variables ?? {},
    authorizations: defineAuthorizations(web?.authorizations ?? written.authorizations),
    timezone: web?.timezone ?? written.timezone ?? null,
    access: web?.access ?? written.access ?? {},
    buildHook: hooks?.build ?? null,
    deployHook: hooks?.deploy ?? null,
    postDeployHook: hooks?.post_deploy ?? null,
    buildFlavor: written.build?.flavor ?? null,
    web: defineWeb(web),
    workers: mapValues(written.workers, (worker, input) => defineWorker(worker, input, written)),
    crons: mapValues(written.crons, defineCron),
    operations: mapValues(written.operations, (_, operation) => ({
      start: operation.commands.start,
      role: operation.role ?? 'contributor',
    })),
    firewall: written.firewall ?? null,
  };
}

function defineWeb(web: ApplicationInput['web']): ApplicationDefinition['web'] {
  return {
    preStart: web?.commands?.pre_start ?? null,
    start: web?.commands?.start ?? null,
    postStart: web?.commands?.post_start ?? null,
    socketFamily: web?.upstream?.socket_family ?? 'tcp',
    protocol: web?.upstream?.protocol ?? 'http',
    locations: web?.locations ?? {},
  };
}

type Variables = ApplicationDefinition['variables'];

/** Name by name within each group, so that a worker says only what it has otherwise. */
function mergeGroups(below: Variables, above: Variables): Variables {
  const groups = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...groups].map((group) => [group, { ...below[group], ...above[group] }]));
}

/** What a worker does not say of its container it takes from its application. */
function defineWorker(name: string, written: WorkerInput, application: ApplicationInput): WorkerDefinition {
  return {
    name,
    preStart: written.commands.pre_start ?? null,
    start: written.commands.start,
    postStart: written.commands.post_start ?? null,
    variables: mergeGroups(application.variables ?? {}, written.variables ?? {}),
    mounts: defineMounts(written.mounts ?? application.mounts),
    relationships: defineRelationships(written.relationships ?? application.relationships),
    authorizations: defineAuthorizations(written.authorizations ?? application.authorizations),
    timezone: written.timezone ?? application.timezone ?? null,
  };
}

type CronInput = NonNullable<ApplicationInput['crons']>[string];

function defineCron(_: string, written: CronInput): CronDefinition {
  return {
    spec: written.spec,
    start: written.commands?.start ?? written.cmd ?? '',
    stop: written.commands?.stop ?? null,
    shutdownTimeoutSeconds: written.shutdown_timeout,
    timeoutSeconds: written.timeout,
  };
}
