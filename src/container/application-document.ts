import type {
  ApplicationDefinition,
  MountDefinition,
  TaskDefinition,
  WorkerDefinition,
} from '../config/definition.ts';
import { applicationFolder } from './base-environment.ts';
import type { Phase } from './visible-variables.ts';

type Document = Readonly<Record<string, unknown>>;

/**
 * What PLATFORM_APPLICATION holds: the workload's configuration under the API's keys (wire.md sections 2 and 4.5).
 * At build time without what a deployment decides: access, relationships, firewall, crons, `web`, the deploy hooks,
 * and of workers all but their mounts (wire.md section 7).
 */
export function applicationDocument(
  workload: ApplicationDefinition | TaskDefinition,
  treeId: string,
  phase: Phase,
): Document {
  const built = buildDocument(workload, treeId);
  const specific = 'run' in workload ? taskDocument(workload) : applicationBuildDocument(workload);
  if (phase === 'build') return { ...built, ...specific, hooks: { build: workload.buildHook } };
  return {
    ...built,
    ...specific,
    relationships: workload.relationships,
    hooks: { build: workload.buildHook, deploy: workload.deployHook },
    ...('run' in workload ? {} : applicationRuntimeDocument(workload)),
  };
}

function buildDocument(workload: ApplicationDefinition | TaskDefinition, treeId: string): Document {
  return {
    name: workload.name,
    type: workload.type,
    stack: workload.stack.map(({ name, settings }) => ({ [name]: settings })),
    source: { root: workload.sourceRoot === '' ? '/' : workload.sourceRoot },
    app_dir: applicationFolder,
    tree_id: treeId,
    mounts: mountDocuments(workload.mounts),
    variables: workload.variables,
    dependencies: workload.dependencies,
    authorizations: workload.authorizations.map(authorizationDocument),
    runtime: workload.runtime,
    additional_hosts: workload.additionalHosts,
    timezone: workload.timezone,
    container_profile: workload.containerProfile,
  };
}

function taskDocument({ run }: TaskDefinition): Document {
  return { run: { command: run.command, timeout: run.timeoutSeconds } };
}

function applicationBuildDocument({ buildFlavor, workers }: ApplicationDefinition): Document {
  const mountsOnly = Object.values(workers).map(({ name, mounts }) => [
    name,
    { mounts: mountDocuments(mounts) },
  ]);
  return { build: { flavor: buildFlavor }, workers: Object.fromEntries(mountsOnly) };
}

function applicationRuntimeDocument(application: ApplicationDefinition): Document {
  const { web, buildHook, deployHook, postDeployHook } = application;
  return {
    hooks: { build: buildHook, deploy: deployHook, post_deploy: postDeployHook },
    access: application.access,
    firewall: application.firewall,
    web: {
      commands: { pre_start: web.preStart, start: web.start, post_start: web.postStart },
      upstream: { socket_family: web.socketFamily, protocol: web.protocol },
      locations: web.locations,
    },
    workers: Object.fromEntries(
      Object.values(application.workers).map((it) => [it.name, workerDocument(it)]),
    ),
    crons: mapValues(application.crons, (cron) => ({
      spec: cron.spec,
      commands: { start: cron.start, stop: cron.stop },
      shutdown_timeout: cron.shutdownTimeoutSeconds,
      timeout: cron.timeoutSeconds,
    })),
    operations: mapValues(application.operations, ({ start, role }) => ({ commands: { start }, role })),
  };
}

/** What PLATFORM_APPLICATION holds in a worker: its application's, with what is the worker's own, and `worker`. */
export function workerContainerDocument(
  application: ApplicationDefinition,
  worker: WorkerDefinition,
  treeId: string,
): Document {
  const { commands, ...own } = workerDocument(worker);
  const { web: _, ...rest } = applicationDocument(application, treeId, 'runtime');
  return { ...rest, ...own, name: workerContainerName(application.name, worker.name), worker: { commands } };
}

/** Name of a worker's container, as the API's `workers` has it. */
export function workerContainerName(application: string, worker: string): string {
  return `${application}--${worker}`;
}

function workerDocument(worker: WorkerDefinition): Document {
  return {
    commands: { pre_start: worker.preStart, start: worker.start, post_start: worker.postStart },
    mounts: mountDocuments(worker.mounts),
    relationships: worker.relationships,
    variables: worker.variables,
    authorizations: worker.authorizations.map(authorizationDocument),
    timezone: worker.timezone,
  };
}

function authorizationDocument(authorization: ApplicationDefinition['authorizations'][number]): Document {
  return authorization.type === 'task' ? authorization : { ...authorization, resource: null };
}

function mountDocuments(mounts: Readonly<Record<string, MountDefinition>>): Document {
  return mapValues(mounts, ({ source, sourcePath, service }) => ({
    source,
    source_path: sourcePath,
    service,
  }));
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Document,
): Document {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
