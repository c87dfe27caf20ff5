import { closeSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openPlain } from '../linux/open-beneath.ts';
import { dialingSocket } from '../network/syscalls.ts';

/** Where applications listen inside their containers, as in the original. */
export const applicationPort = 8888;

/** Where applications listen whose `upstream.socket_family` is `unix`. */
export const applicationSocket = '/tmp/app.sock';

const loopback = '127.0.0.1';

/** Opens a connection to an application. */
export type Dial = () => Socket;

/**
 * Connects to a port on a container's loopback, so that an application is found whether it binds to all
 * addresses or, as behind the original's nginx, to the loopback alone.
 */
export function dialContainer(namespace: number, port: number): Socket {
  return new Socket({ fd: dialingSocket(namespace) }).connect({ host: loopback, port });
}

/**
 * Connects to the application's socket file below its container's root, which is open. No symbolic link is followed: the
 * container must not be able to point it at a socket of the machine.
 */
export function dialSocketFile(root: number | null): Socket {
  const file = root === null ? null : openPlain(root, applicationSocket);
  const socket = new Socket();
  if (file === null) {
    socket.destroy(new Error(`nothing listens on ${applicationSocket} ($SOCKET)`));
    return socket;
  }
  socket.connect({ path: `/proc/self/fd/${file}` });
  let open = true;
  const close = () => {
    if (open) closeSync(file);
    open = false;
  };
  return socket.once('connect', close).once('close', close);
}

/** Whether an application takes connections. */
export async function takesConnections(dial: Dial): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = dial();
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  const open = await promise;
  socket.destroy();
  return open;
}

class ContainerAgent extends Agent {
  readonly dial: Dial;

  constructor(dial: Dial, options: AgentOptions) {
    super(options);
    this.dial = dial;
  }

  override createConnection(): Socket {
    return this.dial();
  }
}

/** An HTTP agent that reaches the application in one container and keeps its connections for further requests. */
export function containerAgent(dial: Dial): Agent {
  return new ContainerAgent(dial, { keepAlive: true, maxFreeSockets: 32 });
}

const drainCheckMilliseconds = 20;

/** Whether a request is under way through an agent. WebSockets do not count. */
export function isBusy(agent: Agent): boolean {
  return Object.keys(agent.sockets).length > 0;
}

/** Resolves when nothing is busy any more, or when the time is over. */
export async function requestsEnded(busy: () => boolean, withinMilliseconds: number): Promise<void> {
  const deadline = performance.now() + withinMilliseconds;
  while (busy() && performance.now() < deadline) {
    await delay(drainCheckMilliseconds);
  }
}
