import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { openPostgresServer } from '../../support/postgres-server.ts';
import { storeOn } from '../temporary-store.ts';

/** The suite of the store once more, and of what lives by it: the same test bodies, each on a database of its own. */
const folder = join(import.meta.dirname, '..');
const server = await openPostgresServer();
storeOn(server);
afterAll(() => server[Symbol.asyncDispose]());

describe('on PostgreSQL', async () => {
  const bodies = globSync('**/*.test.ts', { cwd: folder, exclude: ['postgres/**', 'sqlite/**'] });
  const work = [
    'project/deletions',
    'retention/retention',
    'webhook/webhooks',
    'deploy/change-queue',
    'task/run-model',
  ];
  const others = work.map((name) => `../${name}.test.ts`);
  for (const body of [...bodies.toSorted(), ...others]) await import(join(folder, body));
});
