import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dialingSocket } from '../network/syscalls.ts';

/** Where applications listen inside their containers, as in the original. */
export const applicationPort = 8888;

const loopback = '127.0.0.1';

/**
 * Connects to a port on a container's loopback, so that an application is found whether it binds to all
 * addresses or, as behind the original's nginx, to the loopback alone.
 */
export function dialContainer(namespace: number, port: number): Socket {
  return new Socket({ fd: dialingSocket(namespace) }).connect({ host: loopback, port });
}

/** Whether something listens on a container's port. */
export async function portOpen(namespace: number, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = dialContainer(namespace, port);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  const open = await promise;
  socket.destroy();
  return open;
}

class ContainerAgent extends Agent {
  readonly namespace: number;

  constructor(namespace: number, options: AgentOptions) {
    super(options);
    this.namespace = namespace;
  }

  override createConnection(): Socket {
    return dialContainer(this.namespace, applicationPort);
  }
}

/** An HTTP agent that reaches the application in one container and keeps its connections for further requests. */
export function containerAgent(namespace: number): Agent {
  return new ContainerAgent(namespace, { keepAlive: true, maxFreeSockets: 32 });
}

const drainCheckMilliseconds = 20;

/** Resolves when no request is under way through an agent, or when the time is over. WebSockets do not count. */
export async function requestsEnded(agent: Agent, withinMilliseconds: number): Promise<void> {
  const deadline = performance.now() + withinMilliseconds;
  while (Object.keys(agent.sockets).length > 0 && performance.now() < deadline) {
    await delay(drainCheckMilliseconds);
  }
}
