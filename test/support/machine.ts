import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { LogWriters } from '../../src/activity/log/pump/log-writers.ts';
import { pumpedEngine } from '../../src/activity/log/pump/pumped-engine.ts';
import { Pumps, type PumpsSettings } from '../../src/activity/log/pump/pumps.ts';
import { findPrograms } from '../../src/composition/preconditions.ts';
import type { ContainerSpec } from '../../src/container/container-spec.ts';
import { hostsFile, resolverFile } from '../../src/container/hosts.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openOciEngine } from '../../src/engine/oci/oci-engine.ts';
import { makeHostBase } from '../../src/image/host-base.ts';
import { openLinuxNetwork } from '../../src/network/linux-network.ts';
import type { Attachment, EnvironmentNetwork, Network } from '../../src/network/network.ts';

/** A real network and a real engine with a folder of their own, gone at the end. */
export interface Machine extends AsyncDisposable {
  readonly directory: string;
  /** Parent of the containers' cgroups, below each hierarchy: `/errand-t0c1`. */
  readonly cgroup: string;
  readonly network: Network;
  readonly environment: EnvironmentNetwork;
  readonly engine: Engine;
  /** A second engine on the same state, as after a crash of the server. */
  reopenEngine(): Promise<Engine>;
  /** Nobody pumps any more, as when the server was killed. */
  stopPumping(): void;
  spec(id: string, command: string, attachment: Attachment, changes?: Partial<ContainerSpec>): ContainerSpec;
}

const instance = `t${(process.pid % 4096).toString(16).padStart(3, '0')}`;

export async function openMachine(
  pumping: Partial<Pick<PumpsSettings, 'pace' | 'aheadBytes' | 'mostBytes'>> = {},
): Promise<Machine> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-machine-'));
  await chmod(directory, 0o711);
  const programs = findPrograms();
  const network = await openLinuxNetwork({ instance, pool: '10.214.0.0/16' });
  const settings = {
    directory: join(directory, 'run'),
    cgroup: `/errand-${instance}`,
    runtimePath: programs.crun,
    conmonPath: programs.conmon,
    initPath: programs.init,
    onLeft: () => undefined,
  };
  let pumps: Pumps | undefined;
  const openEngine = async () => {
    const kept = await openOciEngine(settings);
    // The former engine is as good as killed: two must not pump the same output.
    pumps?.close();
    pumps = new Pumps({
      outputDirectory: join(directory, 'run', 'outputs'),
      termsDirectory: join(directory, 'run', 'pumped'),
      guardPath: join(directory, 'run', 'output-guard'),
      writers: new LogWriters({ directory: join(directory, 'run', 'checkpoints') }),
      pace: null,
      stopping: new AbortController().signal,
      aheadBytes: 32 * 1024 * 1024,
      mostBytes: 256 * 1024 * 1024,
      log: pino({ level: 'silent' }),
      ...pumping,
    });
    return pumpedEngine(kept, pumps, null);
  };
  const engine = await openEngine();
  const root = await makeHostBase(directory, '');
  return {
    directory,
    cgroup: settings.cgroup,
    network,
    engine,
    environment: await network.environment('test/main'),
    reopenEngine: openEngine,
    stopPumping: () => pumps?.close(),
    spec: (id, command, attachment, changes = {}) => ({
      id,
      command,
      hostname: 'test',
      workingDirectory: '/',
      environment: { PATH: '/usr/bin:/bin' },
      rootfs: { root, binds: [{ source: '/usr', destination: '/usr' }] },
      mounts: [{ kind: 'memory', destination: '/tmp', sizeMiB: 64 }],
      files: {
        '/etc/hosts': hostsFile('test', attachment.address, [], {}),
        '/etc/resolv.conf': resolverFile([]),
      },
      limits: { memoryMiB: 128, cpus: 1, processes: 64 },
      networkNamespace: attachment.namespacePath,
      logPath: join(directory, `${id}.log`),
      logLimitBytes: null,
      nestedNamespaces: false,
      ...changes,
    }),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await network.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
