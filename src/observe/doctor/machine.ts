import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../composition/preconditions.ts';
import { detectLayout } from '../../engine/oci/cgroups.ts';
import { whyNoSandbox } from '../../linux/nested-namespaces.ts';
import type { Finding } from './finding.ts';

const run = promisify(execFile);

/** Programs that must be there, and how each tells its version. */
const programs: readonly { readonly name: string; readonly argument: string }[] = [
  { name: 'crun', argument: '--version' },
  { name: 'conmon', argument: '--version' },
  { name: 'tini-static', argument: '--version' },
  { name: 'ip', argument: '-V' },
  { name: 'nft', argument: '--version' },
  { name: 'git', argument: '--version' },
  { name: 'tar', argument: '--version' },
  { name: 'mke2fs', argument: '-V' },
  { name: 'losetup', argument: '--version' },
  { name: 'skopeo', argument: '--version' },
  { name: 'umoci', argument: '--version' },
  { name: 'mkfs.erofs', argument: '--help' },
];

const layouts = {
  v2: 'version 2',
  v1: 'version 1',
  hybrid: 'version 1 with an empty version 2 beside it (hidden from the runtime)',
} as const;

async function program({ name, argument }: (typeof programs)[number]): Promise<Finding> {
  const path = findProgram(name);
  if (path === null) {
    return { name, status: 'problem', found: 'not installed', mend: "run 'errand doctor --fix' as root" };
  }
  const printed = await run(path, [argument]).catch(() => null);
  const lines = `${printed?.stdout ?? ''}\n${printed?.stderr ?? ''}`.split('\n');
  const version = lines.find((line) => /\d+\.\d+/.test(line));
  return { name, status: 'ok', found: version ?? 'does not tell its version', mend: null };
}

async function kernel(): Promise<Finding> {
  const version = (await readFile('/proc/sys/kernel/osrelease', 'utf8').catch(() => '')).trim();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > 5 || (major === 5 && minor >= 12);
  return {
    name: 'kernel',
    status: recent ? 'ok' : 'problem',
    found: version === '' ? 'not Linux' : `Linux ${version}`,
    mend: recent ? null : 'mounts with mapped owners need Linux 5.12 or newer',
  };
}

/** Volumes are files that loop devices make into disks. */
async function loopDevices(): Promise<Finding> {
  const here = await access('/dev/loop-control').then(
    () => true,
    () => false,
  );
  return {
    name: 'loop devices',
    status: here ? 'ok' : 'problem',
    found: here ? 'there' : '/dev/loop-control is missing, so no volume can be mounted',
    mend: here ? null : "run 'modprobe loop'; in a virtual machine or container, let it have loop devices",
  };
}

async function namespaces(): Promise<Finding> {
  const limit = Number(await readFile('/proc/sys/user/max_user_namespaces', 'utf8').catch(() => '0'));
  const enough = limit > 0;
  return {
    name: 'user namespaces',
    status: enough ? 'ok' : 'problem',
    found: enough ? `allowed, ${limit} at most` : 'not allowed by this kernel',
    mend: enough ? null : 'sysctl user.max_user_namespaces=10000',
  };
}

/** For workloads that ask for `runtime.sandbox`; the server itself does not need it. */
async function sandboxes(): Promise<Finding> {
  const why = await whyNoSandbox();
  return {
    name: 'sandboxes',
    status: why === null ? 'ok' : 'warning',
    found: why === null ? 'bubblewrap can work inside containers' : `forbidden by ${why}`,
    mend: why === null ? null : `set that sysctl otherwise, for projects with runtime.sandbox`,
  };
}

function root(): Finding {
  const isRoot = process.getuid?.() === 0;
  return {
    name: 'user',
    status: isRoot ? 'ok' : 'warning',
    found: isRoot ? 'root' : 'not root: the server needs it, the command line does not',
    mend: isRoot ? null : 'start the server with sudo',
  };
}

/** Whether this machine can run the server. */
export async function examineMachine(): Promise<readonly Finding[]> {
  const cgroups: Finding = { name: 'cgroups', status: 'ok', found: layouts[detectLayout()], mend: null };
  const found = await Promise.all([
    ...programs.map(program),
    kernel(),
    namespaces(),
    sandboxes(),
    loopDevices(),
  ]);
  return [root(), ...found, cgroups];
}
