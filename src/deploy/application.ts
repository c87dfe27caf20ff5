import { mkdir } from 'node:fs/promises';
import { type Agent, createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ApplicationDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import { workloadContainer } from '../container/workload-container.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { createApplicationProxy } from '../router/application-proxy.ts';
import { applicationPort, containerAgent } from '../router/container-agent.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { openSeat, type Seat } from './seat.ts';
import { type Supervision, superviseApplication } from './supervision.ts';
import { permissionsOf, relatedNames, type Surroundings, variablesOf } from './surroundings.ts';

/** An application that is up. */
export interface RunningApplication {
  readonly name: string;
  readonly address: string;
  readonly agent: Agent;
  stop(): Promise<void>;
}

const logLimitBytes = 50 * 1024 * 1024;

/** Port 80 of the application's own address: what relationships `app:http` lead to. */
function inboundServer(agent: Agent): Server {
  const proxy = createApplicationProxy();
  const server = createServer((request, response) => proxy.request(agent, request, response));
  server.on('upgrade', (request, socket, head) => proxy.upgrade(agent, request, socket as Socket, head));
  return server;
}

async function seatFor(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  application: ApplicationDefinition,
  around: Surroundings,
  accept: (socket: Socket) => void,
): Promise<Seat> {
  return openSeat(
    network,
    {
      project: around.project.id,
      environment: around.environment.name,
      workload: application.name,
      authorizations: application.authorizations,
      egress: true,
      permissions: permissionsOf(application, around),
      http: accept,
    },
    parts.inside,
  );
}

async function specOf(
  parts: ClusterParts,
  application: ApplicationDefinition,
  around: Surroundings,
  seat: Seat,
): Promise<ContainerSpec> {
  const image = await parts.images.resolve(application.type);
  const folder = join(parts.logDirectory, around.project.id, around.environment.machineName);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return workloadContainer({
    id: '',
    hostname: application.name,
    command: application.web.start ?? 'exec sleep infinity',
    rootfs: image.rootfs,
    slugFolder: parts.builder.folderOf(around.deployment.builds[application.name]?.slug ?? ''),
    mounts: application.mounts,
    environment: variablesOf(application, around, image, applicationPort, null),
    additionalHosts: application.additionalHosts,
    related: relatedNames(application, around),
    address: seat.attachment.address,
    nameservers: parts.nameservers,
    networkNamespace: seat.attachment.namespacePath,
    logPath: join(folder, `${application.name}.log`),
    logLimitBytes,
  });
}

/** Brings an application up and waits until it listens. Error: `deploy_failed`, with the last lines of its output. */
export async function startApplication(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  application: ApplicationDefinition,
  around: Surroundings,
  signal: AbortSignal | undefined,
): Promise<RunningApplication> {
  let inbound: Server | undefined;
  const seat = await seatFor(parts, network, application, around, (socket) =>
    inbound?.emit('connection', socket),
  );
  const agent = containerAgent(seat.attachment.namespace);
  inbound = inboundServer(agent);
  let supervision: Supervision | undefined;
  const stop = async () => {
    await supervision?.stop();
    agent.destroy();
    inbound?.closeAllConnections();
    await seat.close();
  };
  try {
    const spec = await specOf(parts, application, around, seat);
    supervision = superviseApplication({
      engine: parts.engine,
      seat,
      log: parts.log,
      spec,
      idPrefix: `app-${around.deployment.id}-${application.name}`,
      listens: application.web.start !== null,
      signal,
    });
    await supervision.ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: application.name, address: seat.attachment.address, agent, stop };
}
