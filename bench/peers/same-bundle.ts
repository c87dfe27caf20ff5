import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { activityPath } from '../../src/cli/client/paths.ts';
import { commands, probe } from '../server/probe-project.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';
import type { RunClient } from '../server/timed-run.ts';

/** The part of `config.json` that differs from one container to the next. */
interface RuntimeConfig {
  readonly root: { readonly path: string };
  readonly process: { readonly args: readonly string[] };
  readonly mounts: readonly { readonly destination: string; readonly source: string }[];
  readonly linux: { readonly namespaces: readonly { readonly type: string; readonly path?: string }[] };
}

export interface SameBundle {
  /** Root folder of the container, and what of the machine is bound into it read-only. */
  readonly config: RuntimeConfig;
  /** Writes a bundle that runs the command as the server would have, in its own cgroup and a network namespace of the caller's. */
  write(
    directory: string,
    command: string,
    place: { readonly cgroup: string; readonly networkNamespace: string },
  ): Promise<void>;
}

/** Lets the server make a container, and copies the bundle that it made. The copy works for as long as the server runs. */
export async function copyServersBundle(
  server: SpawnedServer,
  client: RunClient,
  scratch: string,
): Promise<SameBundle> {
  const copy = join(scratch, 'bundle');
  let original = '';
  await client.run(probe.project, probe.hold, async (id) => {
    original = join(server.runtimeDirectory, 'containers', `run-${id}`);
    try {
      for (const part of ['config.json', 'files'])
        await cp(join(original, part), join(copy, part), { recursive: true });
    } finally {
      await server.client.post(`${activityPath(probe.project, id)}/cancel`, {});
    }
  });
  const text = (await readFile(join(copy, 'config.json'), 'utf8')).replaceAll(original, copy);
  const config = JSON.parse(text) as RuntimeConfig;
  return {
    config,
    async write(directory, command, { cgroup, networkNamespace }) {
      const args = config.process.args.map((argument) => (argument === commands.hold ? command : argument));
      const namespaces = config.linux.namespaces.map((namespace) =>
        namespace.type === 'network' ? { ...namespace, path: networkNamespace } : namespace,
      );
      const changed = {
        ...config,
        process: { ...config.process, args },
        linux: { ...config.linux, namespaces, cgroupsPath: cgroup },
      };
      await writeFile(join(directory, 'config.json'), JSON.stringify(changed));
    },
  };
}
