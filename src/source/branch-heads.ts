import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git.ts';

/** How far two branches have gone from one another, in commits. */
export interface Distance {
  readonly ahead: number;
  readonly behind: number;
}

/** The newest commit of every branch of a bare repository; none where there is no repository yet. */
export async function branchHeads(path: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(join(path, 'HEAD'))) return new Map();
  const printed = await git(path, [
    'for-each-ref',
    '--format=%(objectname) %(refname:lstrip=2)',
    'refs/heads/',
  ]);
  const lines = printed.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1), line.slice(0, space)] as const;
    }),
  );
}

/** Of a commit from another one; null where the repository does not have both. */
export async function commitDistance(path: string, commit: string, from: string): Promise<Distance | null> {
  const args = ['rev-list', '--left-right', '--count', `${from}...${commit}`, '--'];
  const printed = await git(path, args).catch(() => '');
  const [, behind, ahead] = /^(\d+)\s+(\d+)$/.exec(printed) ?? [];
  return behind === undefined || ahead === undefined
    ? null
    : { ahead: Number(ahead), behind: Number(behind) };
}
