import { type Agent, createServer, type IncomingMessage, type Server } from 'node:http';
import { BlockList, type Socket } from 'node:net';
import { newActivityId } from '../activity/activity-id.ts';
import type { ApplicationDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import { startCommand } from '../container/workload-container.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { type ApplicationFront, createFront } from '../router/application-front.ts';
import { createApplicationProxy } from '../router/application-proxy.ts';
import {
  applicationPort,
  applicationSocket,
  containerAgent,
  dialSocketFile,
  isBusy,
} from '../router/container-agent.ts';
import { createScriptRunner } from '../router/fastcgi/script-runner.ts';
import { forwardedHeaders, visitorOf } from '../router/forwarded.ts';
import { type FailureLog, guardRequest, guardUpgrade } from '../router/guard.ts';
import { builtImage } from './built-image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { type ContainerRoot, openContainerRoot } from './container-root.ts';
import type { DeployHooks } from './hooks.ts';
import { withScripts } from './php-fpm.ts';
import { openPlace, type Place } from './place.ts';
import { type ListeningPlace, portPlace } from './readiness.ts';
import { permissionsOf } from './related.ts';
import type { Seat, SeatRequest } from './seat.ts';
import { type Supervision, supervise } from './supervision.ts';
import { type Surroundings, variablesOf } from './surroundings.ts';
import { workloadSpec } from './workload-spec.ts';

/** An application that is up. */
export interface RunningApplication {
  readonly name: string;
  readonly address: string;
  /** Whether requests are under way. */
  readonly isBusy: () => boolean;
  readonly front: ApplicationFront;
  /** Runs the post_deploy hook, in the container that is up now. */
  postDeploy(hooks: DeployHooks): Promise<void>;
  stop(): Promise<void>;
}

export interface ApplicationStart {
  readonly network: EnvironmentNetwork;
  readonly around: Surroundings;
  /** Null where no hooks are to run: the deployment is brought up again, not deployed. */
  readonly hooks: DeployHooks | null;
  readonly signal: AbortSignal | undefined;
}

const graceMilliseconds = 10_000;
const noProxies = new BlockList();

/** Port 80 of the application's own address: what relationships `app:http` lead to. */
function inboundServer(front: ApplicationFront, log: FailureLog): Server {
  const truthful = (request: IncomingMessage) => {
    request.headers = forwardedHeaders(request.headers, visitorOf(request, noProxies), null);
    return request;
  };
  const server = createServer((request, response) =>
    guardRequest(log, request, response, () => front.request(truthful(request), response)),
  );
  server.on('upgrade', (request, duplex, head) => {
    const socket = duplex as Socket;
    guardUpgrade(log, request, socket, () => front.upgrade(truthful(request), socket, head));
  });
  return server;
}

/** Where the application takes its connections. */
function listeningPlace({ web }: ApplicationDefinition, seat: Seat, root: ContainerRoot): ListeningPlace {
  return web.socketFamily === 'unix'
    ? { dial: () => dialSocketFile(root.root), where: `${applicationSocket} ($SOCKET)` }
    : portPlace(seat.attachment.namespace, applicationPort);
}

/** What an application's container, or one beside it, is in the environment's network. */
export function seatRequestOf(
  around: Surroundings,
  workload: ApplicationDefinition,
  accept: ((socket: Socket) => void) | null,
): SeatRequest {
  const { name } = workload;
  return {
    address: accept === null ? undefined : around.addresses.get(name),
    project: around.project.id,
    environment: around.environment.name,
    workload: name,
    deployment: around.deployment.id,
    authorizations: workload.authorizations,
    rightsIn: ({ applications }) => applications[name]?.authorizations ?? [],
    egress: true,
    permissions: permissionsOf(workload, around),
    http: accept,
  };
}

/** A place in the environment's network for an application or one of its workers. */
export function seatFor(
  parts: ClusterParts,
  { network, around }: Pick<ApplicationStart, 'network' | 'around'>,
  workload: ApplicationDefinition,
  request: SeatRequest,
): Promise<Place> {
  return openPlace(parts, network, around, request, workload, `workload-${newActivityId()}`);
}

async function specOf(
  parts: ClusterParts,
  application: ApplicationDefinition,
  around: Surroundings,
  seat: Place,
): Promise<ContainerSpec> {
  const image = await builtImage(parts, around, application);
  const { preStart, start, socketFamily } = application.web;
  const listensOn = socketFamily === 'unix' ? { socketPath: applicationSocket } : { port: applicationPort };
  return workloadSpec(parts, application, around, seat, image, {
    name: application.name,
    command: startCommand(preStart, start),
    environment: variablesOf(application, around, image, listensOn, null),
  });
}

/** What an application that is coming up consists of. */
interface Parts {
  readonly seat: Seat;
  readonly root: ContainerRoot;
  readonly place: ListeningPlace;
  readonly spec: ContainerSpec;
}

function keepUp(
  { engine, log }: ClusterParts,
  application: ApplicationDefinition,
  { around, hooks, signal }: ApplicationStart,
  { seat, root, place, spec }: Parts,
): Supervision {
  const { environment, hiddenTexts = [] } = spec;
  const hasHook = hooks !== null && application.deployHook !== null;
  return supervise({
    engine,
    seat,
    log,
    spec,
    idPrefix: `app-${around.deployment.id}-${application.name}`,
    listens: application.web.start === null ? null : place,
    beforeFirst: hasHook
      ? (container) => hooks.run(application, 'deploy', { container, environment, hiddenTexts })
      : null,
    postStart: application.web.postStart,
    taken: ({ pid }) => root.follow(pid),
    graceMilliseconds,
    signal,
  });
}

interface Entrance {
  readonly agent: Agent;
  readonly front: ApplicationFront;
  /** Whether a request is under way. */
  busy(): boolean;
}

/** How requests come to an application. */
function entrance(
  { log, bodies }: ClusterParts,
  { web }: ApplicationDefinition,
  { around }: ApplicationStart,
  { dial }: ListeningPlace,
  root: ContainerRoot,
): Entrance {
  const agent = containerAgent(dial);
  const scripts = web.protocol === 'fastcgi' ? createScriptRunner(dial) : null;
  const front = createFront({
    web,
    agent,
    proxy: createApplicationProxy(),
    scripts,
    log,
    bodies: bodies.of(around.project.id),
    folder: () => root.application,
  });
  return { agent, front, busy: () => isBusy(agent) || (scripts?.underWay ?? 0) > 0 };
}

/**
 * Brings an application up: its deploy hook first, then `start`, until it listens. Error: `deploy_failed`, with the last
 * lines of its output.
 */
export async function startApplication(
  parts: ClusterParts,
  declared: ApplicationDefinition,
  start: ApplicationStart,
): Promise<RunningApplication> {
  const application = withScripts(declared);
  let inbound: Server | undefined;
  let supervision: Supervision | undefined;
  const accept = (socket: Socket) => inbound?.emit('connection', socket);
  const request = seatRequestOf(start.around, application, accept);
  const seat = await seatFor(parts, start, application, request);
  const root = openContainerRoot();
  const place = listeningPlace(application, seat, root);
  const { agent, front, busy } = entrance(parts, application, start, place, root);
  inbound = inboundServer(front, parts.log);
  const stop = async () => {
    await supervision?.stop();
    agent.destroy();
    inbound?.closeAllConnections();
    root.close();
    await seat.close();
  };
  try {
    const spec = await specOf(parts, application, start.around, seat);
    supervision = keepUp(parts, application, start, { seat, root, place, spec });
    await supervision.ready;
    const { environment, hiddenTexts = [] } = spec;
    const postDeploy = async (hooks: DeployHooks) => {
      const container = supervision?.current;
      if (container !== undefined)
        await hooks.run(application, 'post_deploy', { container, environment, hiddenTexts });
    };
    return {
      name: application.name,
      address: seat.attachment.address,
      isBusy: busy,
      front,
      stop,
      postDeploy,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
