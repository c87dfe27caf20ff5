import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deploy } from './deploy.ts';
import { probe, writeProbeProject } from './probe-project.ts';
import { openRunClient, type RunClient } from './run-client.ts';
import { type SpawnedServer, spawnServer } from './spawned-server.ts';

/** A server with the probe project on it, and a client that runs its tasks. */
export interface DeployedProbe extends AsyncDisposable {
  readonly server: SpawnedServer;
  readonly client: RunClient;
}

/** `name` is that of a new folder in the scratch folder; `environment` is the server's, added to this process's. */
export async function openDeployedProbe(
  scratch: string,
  name: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<DeployedProbe> {
  const directory = join(scratch, name);
  await mkdir(directory, { mode: 0o711 });
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await spawnServer(directory, environment));
  const client = stack.use(openRunClient(server.connection));
  await deploy(server.client, probe.project, await writeProbeProject(directory), signal);
  const owned = stack.move();
  return { server, client, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
