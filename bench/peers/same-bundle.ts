import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applicationCommand } from '../server/probe-project.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';

/** The part of `config.json` that is looked at or changed here. */
interface RuntimeConfig {
  readonly process: { readonly args: readonly string[] };
  readonly mounts: readonly { readonly destination: string; readonly source: string }[];
  readonly linux: { readonly namespaces: readonly { readonly type: string; readonly path?: string }[] };
}

interface Place {
  readonly cgroup: string;
  /** Path of a network namespace. */
  readonly networkNamespace: string;
}

/** A container as the server makes it, for others to run. */
export interface SameBundle {
  readonly config: RuntimeConfig;
  /** Writes a bundle that differs from the server's in its command and its place alone. */
  write(directory: string, command: string, place: Place): Promise<void>;
}

/**
 * Copies the bundle of the probe's application: the same image, source, mounts, limits and seccomp profile as its
 * tasks have. The copy works for as long as the server runs.
 */
export async function copyServersBundle(server: SpawnedServer, scratch: string): Promise<SameBundle> {
  const original = await bundleOfApplication(join(server.runtimeDirectory, 'containers'));
  const copy = join(scratch, 'bundle');
  for (const part of ['config.json', 'files'])
    await cp(join(original, part), join(copy, part), { recursive: true });
  const text = (await readFile(join(copy, 'config.json'), 'utf8')).replaceAll(original, copy);
  const config = JSON.parse(text) as RuntimeConfig;
  return {
    config,
    write: (directory, command, place) =>
      writeFile(join(directory, 'config.json'), JSON.stringify(changed(config, command, place))),
  };
}

async function bundleOfApplication(directory: string): Promise<string> {
  const name = (await readdir(directory)).find((id) => id.startsWith('app-'));
  if (name === undefined) throw new Error(`there is no application's container in ${directory}`);
  return join(directory, name);
}

function changed(config: RuntimeConfig, command: string, { cgroup, networkNamespace }: Place): RuntimeConfig {
  const { args } = config.process;
  if (args.at(-1) !== applicationCommand)
    throw new Error(`the server's bundle runs something else: ${args.join(' ')}`);
  const namespaces = config.linux.namespaces.map((namespace) =>
    namespace.type === 'network' ? { ...namespace, path: networkNamespace } : namespace,
  );
  const linux = { ...config.linux, namespaces, cgroupsPath: cgroup };
  return { ...config, process: { ...config.process, args: [...args.slice(0, -1), command] }, linux };
}
