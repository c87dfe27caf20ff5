import type { Socket } from 'node:net';
import type { Authorization } from '../config/definition.ts';
import { hostedApiAddress } from '../container/hosts.ts';
import { openContainerListeners } from '../identity/broker/listeners.ts';
import type { WorkloadPrincipal } from '../identity/principal.ts';
import type { Attachment, AttachmentRequest, EnvironmentNetwork } from '../network/network.ts';

/** Where connections from inside containers go. */
export interface InsideServices {
  /** The token broker; the identity is that of the container whose socket it is. */
  broker(socket: Socket, identity: () => WorkloadPrincipal | null): void;
  /** This server's API, over TLS. */
  hostedApi(socket: Socket): void;
}

export interface SeatRequest extends AttachmentRequest {
  readonly project: string;
  readonly environment: string;
  readonly workload: string;
  readonly authorizations: readonly Authorization[];
  /** Takes connections to port 80, for an application. */
  readonly http: ((socket: Socket) => void) | null;
}

/** A place in the environment's cluster that a container can take: network, broker and API are there before it. */
export interface Seat {
  readonly attachment: Attachment;
  /** From now on the broker gives tokens for this container; null: for nobody. */
  occupy(containerId: string | null): void;
  close(): Promise<void>;
}

const brokerPort = 8200;
const httpsPort = 443;
const httpPort = 80;

function listen(
  attachment: Attachment,
  request: SeatRequest,
  inside: InsideServices,
  identity: () => WorkloadPrincipal | null,
) {
  const broker = (socket: Socket) => inside.broker(socket, identity);
  const http = request.http === null ? [] : [{ address: '0.0.0.0', port: httpPort, accept: request.http }];
  return openContainerListeners(attachment.namespace, [
    { address: '127.0.0.1', port: brokerPort, accept: broker },
    { address: '::1', port: brokerPort, accept: broker },
    { address: hostedApiAddress, port: httpsPort, accept: (socket) => inside.hostedApi(socket) },
    ...http,
  ]);
}

/** Puts broker and API into a namespace that is there already. */
export function furnish(attachment: Attachment, request: SeatRequest, inside: InsideServices): Seat {
  const { project, environment, workload, authorizations } = request;
  let occupant: string | null = null;
  const identity = (): WorkloadPrincipal | null =>
    occupant === null
      ? null
      : { kind: 'workload', project, environment, workload, containerId: occupant, authorizations };
  const listeners = listen(attachment, request, inside, identity);
  return {
    attachment,
    occupy(containerId) {
      occupant = containerId;
    },
    async close() {
      occupant = null;
      listeners.close();
      await attachment.close();
    },
  };
}

export async function openSeat(
  network: EnvironmentNetwork,
  request: SeatRequest,
  inside: InsideServices,
): Promise<Seat> {
  const attachment = await network.attach(request);
  try {
    return furnish(attachment, request, inside);
  } catch (error) {
    await attachment.close();
    throw error;
  }
}
