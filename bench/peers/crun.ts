import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateGround } from './private-ground.ts';
import type { SameBundle } from './same-bundle.ts';
import { firstByteOf } from './spawned.ts';

export interface BareCrun extends AsyncDisposable {
  /** Runs the command once; milliseconds to its first byte, null where it has no output. */
  run(): Promise<number | null>;
}

interface Settings {
  readonly crunPath: string;
  readonly bundle: SameBundle;
  readonly ground: PrivateGround;
  readonly scratch: string;
  /** Tells this one from another that runs at the same time. */
  readonly name: string;
}

/** `crun run` of the server's own bundle: the least that a container can cost. */
export async function openBareCrun(settings: Settings, command: string): Promise<BareCrun> {
  const { crunPath, ground, name } = settings;
  const directory = join(settings.scratch, `crun-${name}`);
  const state = join(directory, 'state');
  await mkdir(state, { recursive: true });
  const id = `bench-${process.pid}-${name}`;
  await settings.bundle.write(directory, command, {
    cgroup: `${ground.cgroup}/${name}`,
    networkNamespace: ground.networkNamespace,
  });
  const globals = ['--cgroup-manager=cgroupfs', `--root=${state}`];
  return {
    run: () => firstByteOf(crunPath, [...globals, 'run', '--bundle', directory, id]),
    async [Symbol.asyncDispose]() {
      const left = await readdir(state);
      for (const container of left) await firstByteOf(crunPath, [...globals, 'delete', '--force', container]);
    },
  };
}
