import type { SourceRoom } from '../../src/api/rooms.ts';

/** What the branches of the project hold. */
export const heads: ReadonlyMap<string, string> = new Map([
  ['main', 'a'.repeat(40)],
  ['feature/login', 'b'.repeat(40)],
]);

const somebody = { name: 'Ada', email: 'ada@example.com', date: '2026-11-01T10:00:00+01:00' };
const folder = 'c'.repeat(40);

/** A repository with two branches, each with one commit of the same file. */
export const sources: SourceRoom = {
  heads: async () => heads,
  distance: async () => ({ ahead: 2, behind: 1 }),
  references: async () =>
    [...heads].map(([branch, sha]) => ({
      name: `refs/heads/${branch}`,
      object: { type: 'commit', sha },
      commit: sha,
    })),
  commit: async (_project, sha) => ({
    sha,
    tree: folder,
    parents: [],
    author: somebody,
    committer: somebody,
    message: 'One',
  }),
  tree: async () => [{ path: 'a.txt', mode: '100644', type: 'blob', sha: 'd'.repeat(40) }],
  blob: async (_project, sha) => ({ sha, size: 1, encoding: 'base64', content: 'YQ==' }),
};
