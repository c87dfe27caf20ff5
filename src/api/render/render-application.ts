import type { ApplicationDefinition, WorkerDefinition } from '../../config/definition.ts';
import { runtimeType } from '../../config/stack-runtimes.ts';
import type { Build } from '../../deploy/deployment.ts';
import { renderLocations } from './render-locations.ts';
import { renderWorkloadSize } from './render-size.ts';
import { renderShared } from './render-workload.ts';

/** A built application, as a deployment has it. */
export interface BuiltApplication {
  readonly application: ApplicationDefinition;
  readonly build: Build | undefined;
  readonly treeId: string;
}

/** One entry of a deployment's `webapps` (wire.md 4.5). */
export function renderApplication(built: BuiltApplication, disk: number | null) {
  const { application, build, treeId } = built;
  return {
    ...renderContainer(built),
    ...renderShared(application),
    ...renderWorkloadSize(disk),
    disk,
    name: application.name,
    dependencies: application.dependencies,
    hooks: {
      build: application.buildHook,
      deploy: application.deployHook,
      post_deploy: application.postDeployHook,
    },
    source: { root: `/${application.sourceRoot}`, operations: {} },
    build: { flavor: application.buildFlavor, caches: {} },
    web: renderWeb(application.web),
    crons: renderCrons(application.crons),
    is_across_submodule: false,
    config_id: build?.slug ?? treeId,
  };
}

/** One entry of a deployment's `workers`. */
export function renderWorker(built: BuiltApplication, worker: WorkerDefinition) {
  return {
    ...renderContainer(built),
    ...renderShared(worker),
    ...renderWorkloadSize(null),
    name: `${built.application.name}--${worker.name}`,
    app: built.application.name,
    worker: {
      commands: { pre_start: worker.preStart, start: worker.start, post_start: worker.postStart },
    },
  };
}

function renderContainer({ application, build, treeId }: BuiltApplication) {
  return {
    type: application.type,
    access: application.access,
    additional_hosts: application.additionalHosts,
    operations: renderOperations(application.operations),
    runtime: application.runtime,
    stack: renderStack(application.stack),
    tree_id: treeId,
    slug_id: build?.slug ?? '',
    app_dir: '/app',
    ...oneOfAutomaticSize,
  };
}

/** Copies are not for the project to set. */
const oneOfAutomaticSize = {
  size: 'AUTO',
  disk: null,
  firewall: null,
  endpoints: null,
  image: null,
  preflight: { enabled: false, ignored_rules: [] },
  instance_count: 1,
  supports_horizontal_scaling: false,
} as const;

function renderWeb(web: ApplicationDefinition['web']) {
  return {
    locations: renderLocations(web.locations),
    commands: { pre_start: web.preStart, start: web.start, post_start: web.postStart },
    upstream: { socket_family: web.socketFamily, protocol: web.protocol },
    move_to_root: false,
  };
}

function renderCrons(crons: ApplicationDefinition['crons']) {
  const entries = Object.entries(crons).map(([name, cron]) => [
    name,
    {
      spec: cron.spec,
      commands: { start: cron.start, stop: cron.stop },
      shutdown_timeout: cron.shutdownTimeoutSeconds,
      timeout: cron.timeoutSeconds,
    },
  ]);
  return Object.fromEntries(entries);
}

function renderOperations(operations: ApplicationDefinition['operations']) {
  const entries = Object.entries(operations).map(([name, { start, role }]) => [
    name,
    { commands: { start }, timeout: null, role },
  ]);
  return Object.fromEntries(entries);
}

function renderStack(stack: ApplicationDefinition['stack']) {
  const render = (items: typeof stack) =>
    items.map(({ name, settings }) => (Object.keys(settings).length === 0 ? name : { [name]: settings }));
  const isRuntime = ({ name }: (typeof stack)[number]) => runtimeType(name) !== null;
  return {
    runtimes: render(stack.filter(isRuntime)),
    packages: render(stack.filter((item) => !isRuntime(item))),
  };
}
