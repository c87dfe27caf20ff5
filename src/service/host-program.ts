import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { HostProgram } from './service-kind.ts';
import { compareVersions } from './version-change.ts';

const run = promisify(execFile);

/** A program that is on this machine. */
export interface FoundProgram {
  readonly path: string;
  readonly version: string;
}

/** Asking costs a process, and a program changes only when its file does. */
const known = new Map<string, { readonly changedAt: number; readonly version: string | null }>();

async function versionOf(path: string, argument: string | null): Promise<string | null> {
  const changedAt = (await stat(path).catch(() => null))?.mtimeMs;
  if (changedAt === undefined) return null;
  const found = known.get(path);
  if (found?.changedAt === changedAt) return found.version;
  const version = await askVersion(path, argument);
  known.set(path, { changedAt, version });
  return version;
}

async function askVersion(path: string, argument: string | null): Promise<string | null> {
  const versionPattern = /\d+(?:\.\d+)+/;
  if (argument === null) return versionPattern.exec(path)?.[0] ?? null;
  try {
    const { stdout, stderr } = await run(path, [argument], { timeout: 10_000 });
    return versionPattern.exec(stdout + stderr)?.[0] ?? null;
  } catch {
    return null;
  }
}

/** Every version of a program on this machine, newest first. */
export async function findHostPrograms(program: HostProgram): Promise<readonly FoundProgram[]> {
  const paths = program.path.includes('*') ? globSync(program.path) : [program.path];
  const found = await Promise.all(
    paths.map(async (path) => ({ path, version: await versionOf(path, program.versionArgument) })),
  );
  return found
    .flatMap(({ path, version }) => (version === null ? [] : [{ path, version }]))
    .sort((one, other) => compareVersions(other.version, one.version));
}
