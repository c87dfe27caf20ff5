import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { dockerHub } from '../reference.ts';

/** Whether registries are in reach, found out quickly and remembered for a while where they are not. */
export interface RegistryReach {
  inReach(registry: string): Promise<boolean>;
}

const answerWithinMilliseconds = 1500;
const rememberedMilliseconds = 10 * 60 * 1000;

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Where a connection to a registry goes: the proxy of the environment, or the registry itself. */
export function endpointOf(registry: string, tls: boolean, environment: NodeJS.ProcessEnv): Endpoint {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy;
  const exempt = (environment.NO_PROXY ?? environment.no_proxy ?? '').split(',').map((name) => name.trim());
  const { host, port } = split(registry === dockerHub ? 'registry-1.docker.io' : registry, tls ? 443 : 80);
  const isExempt = exempt.some(
    (name) => name !== '' && (host === name || host.endsWith(`.${name.replace(/^\./, '')}`)),
  );
  if (!proxy || isExempt) return { host, port };
  const url = new URL(proxy);
  return { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

function split(registry: string, otherwise: number): Endpoint {
  const url = new URL(`http://${registry}`);
  const port = /:\d+$/.test(registry) ? Number(registry.split(':').at(-1)) : otherwise;
  return { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port };
}

async function answers({ host, port }: Endpoint): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port }, () => resolve(true));
  const timer = setTimeout(() => resolve(false), answerWithinMilliseconds);
  socket.once('error', () => resolve(false));
  const result = await promise;
  clearTimeout(timer);
  socket.destroy();
  return result;
}

async function readMemory(path: string): Promise<Record<string, number>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Record<string, number>;
  } catch {
    return {};
  }
}

/** What was out of reach is remembered in a file, so that the next start of the server does not wait for it again. */
export async function openRegistryReach(
  path: string,
  hasTls: (registry: string) => boolean,
  now: () => number = Date.now,
): Promise<RegistryReach> {
  const missedAt = new Map(Object.entries(await readMemory(path)));
  return {
    async inReach(registry) {
      const missed = missedAt.get(registry);
      if (missed !== undefined && now() - missed < rememberedMilliseconds) return false;
      const reached = await answers(endpointOf(registry, hasTls(registry), process.env));
      if (reached) missedAt.delete(registry);
      else missedAt.set(registry, now());
      if (reached && missed === undefined) return true;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, JSON.stringify(Object.fromEntries(missedAt)));
      return reached;
    },
  };
}
