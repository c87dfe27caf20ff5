import type { Socket } from 'node:net';
import { hostedApiAddress } from '../container/hosts.ts';
import { openContainerListeners } from '../identity/broker/listeners.ts';
import type { WorkloadPrincipal } from '../identity/principal.ts';
import type { WorkloadOwner, WorkloadPlace, Workloads } from '../identity/workloads.ts';
import { patiently } from '../linux/patiently.ts';
import type { Attachment, AttachmentRequest, ContainerNetwork } from '../network/network.ts';

/** Where connections from inside containers go. */
export interface InsideServices {
  /** Who may speak for itself. */
  readonly workloads: Workloads;
  /** The token broker; the identity is that of the container whose socket it is. */
  broker(socket: Socket, identity: () => WorkloadPrincipal | null): void;
  /** This server's API, over TLS. */
  hostedApi(socket: Socket): void;
}

export interface SeatRequest extends AttachmentRequest, WorkloadOwner {
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

function listenOrLeave(
  attachment: Attachment,
  request: SeatRequest,
  inside: InsideServices,
  place: WorkloadPlace,
) {
  try {
    return listen(attachment, request, inside, () => place.occupant());
  } catch (error) {
    place.close();
    throw error;
  }
}

/** Puts broker and API into a namespace that is there already. */
export function furnish(attachment: Attachment, request: SeatRequest, inside: InsideServices): Seat {
  const place = inside.workloads.open(request);
  const listeners = listenOrLeave(attachment, request, inside, place);
  return {
    attachment,
    occupy: (containerId) => place.occupy(containerId),
    async close() {
      place.close();
      listeners.close();
      await attachment.close();
    },
  };
}

/**
 * The namespace may have had a seat until a moment ago. A program that the server is just starting holds what the server closes until
 * its exec is through, and the address with it.
 */
const isStillHeld = (error: unknown) => String(error).endsWith('EADDRINUSE');

export async function openSeat(
  network: ContainerNetwork,
  request: SeatRequest,
  inside: InsideServices,
): Promise<Seat> {
  const attachment = await network.attach(request);
  try {
    return await patiently(() => furnish(attachment, request, inside), isStillHeld);
  } catch (error) {
    await attachment.close();
    throw error;
  }
}
