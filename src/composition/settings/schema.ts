import { z } from 'zod';
import { builds } from './concerns/builds.ts';
import { containers } from './concerns/containers.ts';
import { crons } from './concerns/crons.ts';
import { disk } from './concerns/disk.ts';
import { identity } from './concerns/identity.ts';
import { images } from './concerns/images.ts';
import { logs } from './concerns/logs.ts';
import { network } from './concerns/network.ts';
import { queue } from './concerns/queue.ts';
import { results } from './concerns/results.ts';
import { retention } from './concerns/retention.ts';
import { router } from './concerns/router.ts';
import { server } from './concerns/server.ts';
import { store } from './concerns/store.ts';
import { tls } from './concerns/tls.ts';
import { webhooks } from './concerns/webhooks.ts';

/**
 * The operator's settings file, one concern a section: the one source for checking, for the environment variables
 * and for the table in docs/operate/server.md. A concern names its keys as they are written and turns them into the
 * names and units of the code.
 */
export const settingsFile = z.strictObject({
  server,
  store,
  network,
  router,
  tls,
  queue,
  crons,
  results,
  builds,
  containers,
  images,
  disk,
  logs,
  identity,
  webhooks,
  retention,
});

export type FileSettings = z.output<typeof settingsFile>;
