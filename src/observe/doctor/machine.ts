import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../composition/preconditions.ts';
import { detectLayout } from '../../engine/oci/cgroups.ts';
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
  const version =
    printed === null ? 'does not tell its version' : (printed.stdout || printed.stderr).split('\n')[0];
  return { name, status: 'ok', found: version ?? '', mend: null };
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
  const found = await Promise.all([...programs.map(program), kernel(), namespaces()]);
  return [root(), ...found, cgroups];
}
