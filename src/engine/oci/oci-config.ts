import {
  type ContainerMount,
  type ContainerSpec,
  type RootBind,
  storageUser,
  webUser,
} from '../../container/container-spec.ts';
import { seccompProfile } from '../../container/seccomp/profile.ts';

/** What the engine decides about a container, beside its spec. */
export interface Placement {
  /** First of the 65536 user ids on the machine that this container's ids are mapped to. */
  readonly firstUid: number;
  readonly cgroupsPath: string;
  /** A static init on the machine: reaps zombies and passes signals on. */
  readonly initPath: string;
  /** Folder on the machine with the spec's `files`, by number. */
  readonly filesDirectory: string;
  /** A pipe on the machine from which the shell reads what to run; null where the spec says it already. */
  readonly gatePath: string | null;
  /** Whether the kernel can limit swap; asking where it cannot is an error. */
  readonly swapLimit: boolean;
}

const idsPerContainer = 65536;
/** Where the init is inside. */
export const initInside = '/run/errand-init';

/**
 * The command's shell. Its standard input is opened inside: given from outside it would be the machine's
 * `/dev/null`, whose owner crun changes to the container's user. SIGTERM goes to the whole process group; the shell then waits for
 * the command's own handler and begins nothing more.
 */
export const shell = 'exec </dev/null; trap "exit 143" TERM; eval "$1"';

const gateInside = '/run/errand-gate';

/**
 * What a waiting container's shell runs: it reads from the gate, until that has left it a command, and goes on as `shell`. A writer
 * that was killed before it had written anything leaves it as it was.
 */
export const gateLoader = `while [ $# = 0 ]; do . ${gateInside}; done; ${shell}`;

/** The process of a container: the command's shell, or one that waits to be told. */
function commandOf(spec: ContainerSpec, gatePath: string | null) {
  if (gatePath !== null) return { script: [gateLoader, 'sh'], environment: { PATH: '/usr/bin:/bin' } };
  return { script: [shell, 'sh', spec.command], environment: spec.environment };
}

const capabilitySets = ['bounding', 'effective', 'inheritable', 'permitted', 'ambient'] as const;

/** Of /proc: what tells about the machine or reaches into it. */
const maskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kallsyms',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const idMapping = (firstUid: number) => [{ containerID: 0, hostID: firstUid, size: idsPerContainer }];

/** On a mount, `containerID` is the owner on disk and `hostID` the owner as the machine's kernel sees it. */
const ownerMapping = (onDisk: number, onMachine: number) => [
  { containerID: onDisk, hostID: onMachine, size: 1 },
];

const temporary = (destination: string, ...options: string[]) => ({
  destination,
  type: 'tmpfs',
  source: 'tmpfs',
  options: ['nosuid', 'nodev', ...options],
});

const readOnlyBind = (source: string, destination: string) => ({
  destination,
  type: 'bind',
  source,
  options: ['rbind', 'ro', 'nosuid', 'nodev'],
});

/** A folder of an image keeps its owners, as users of the container. */
function rootBind({ source, destination, owners }: RootBind, firstUid: number) {
  if (owners === undefined) return readOnlyBind(source, destination);
  const mapping = [{ containerID: 0, hostID: firstUid, size: idsPerContainer }];
  const options = ['bind', 'ro', 'nosuid', 'nodev'];
  return { destination, type: 'bind', source, options, uidMappings: mapping, gidMappings: mapping };
}

const systemMounts = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'noexec', 'strictatime', 'mode=755', 'size=64k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  temporary('/dev/shm', 'noexec', 'mode=1777', 'size=64m'),
  temporary('/run', 'mode=755', 'size=1m'),
];

function workloadMount(mount: ContainerMount, firstUid: number) {
  switch (mount.kind) {
    case 'memory':
      return temporary(mount.destination, 'mode=1777', `size=${mount.sizeMiB}m`);
    case 'folder':
      return {
        destination: mount.destination,
        type: 'bind',
        source: mount.source,
        options: ['bind', mount.writable ? 'rw' : 'ro', 'nosuid', 'nodev'],
        uidMappings: ownerMapping(storageUser.uid, firstUid + webUser.uid),
        gidMappings: ownerMapping(storageUser.gid, firstUid + webUser.gid),
      };
  }
}

function resources({ limits }: ContainerSpec, swapLimit: boolean) {
  const memoryBytes = limits.memoryMiB * 1024 * 1024;
  const periodMicroseconds = 100_000;
  return {
    memory: swapLimit ? { limit: memoryBytes, swap: memoryBytes } : { limit: memoryBytes },
    cpu: { quota: Math.round(limits.cpus * periodMicroseconds), period: periodMicroseconds },
    pids: { limit: limits.processes },
    devices: [{ allow: false, access: 'rwm' }],
  };
}

/** The runtime specification (opencontainers/runtime-spec 1.0) of a container: what `config.json` holds. */
export function ociConfig(spec: ContainerSpec, placement: Placement): Record<string, unknown> {
  const { firstUid, gatePath } = placement;
  const { script, environment } = commandOf(spec, gatePath);
  const files = Object.keys(spec.files).map((path, index) =>
    readOnlyBind(`${placement.filesDirectory}/${index}`, path),
  );
  const namespaces = ['pid', 'ipc', 'uts', 'mount', 'cgroup', 'user'].map((type) => ({ type }));
  return {
    ociVersion: '1.0.2',
    hostname: spec.hostname,
    root: { path: spec.rootfs.root, readonly: true },
    process: {
      terminal: false,
      user: { uid: webUser.uid, gid: webUser.gid },
      args: [initInside, '-g', '--', '/bin/sh', '-c', ...script],
      env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      cwd: spec.workingDirectory,
      noNewPrivileges: true,
      capabilities: Object.fromEntries(capabilitySets.map((set) => [set, []])),
    },
    mounts: [
      ...systemMounts,
      ...spec.rootfs.binds.map((bind) => rootBind(bind, firstUid)),
      readOnlyBind(placement.initPath, initInside),
      ...(gatePath === null ? [] : [readOnlyBind(gatePath, gateInside)]),
      ...files,
      ...spec.mounts.map((mount) => workloadMount(mount, firstUid)),
    ],
    linux: {
      namespaces: [...namespaces, { type: 'network', path: spec.networkNamespace }],
      uidMappings: idMapping(firstUid),
      gidMappings: idMapping(firstUid),
      cgroupsPath: placement.cgroupsPath,
      resources: resources(spec, placement.swapLimit),
      seccomp: seccompProfile({
        nestedNamespaces: spec.nestedNamespaces,
        architecture: process.arch === 'arm64' ? 'arm64' : 'x64',
      }),
      // The kernel refuses a new /proc, as bubblewrap mounts one, while the visible one is covered.
      ...(spec.nestedNamespaces ? {} : { maskedPaths, readonlyPaths }),
    },
  };
}
