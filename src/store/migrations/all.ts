import { initial } from './0001-initial.ts';
import { runs } from './0002-runs.ts';
import { people } from './0003-people.ts';
import { queue } from './0004-queue.ts';
import { services } from './0005-services.ts';
import { oauth } from './0006-oauth.ts';
import { audit } from './0007-audit.ts';
import { webhooks } from './0008-webhooks.ts';
import { environmentStatus } from './0009-environment-status.ts';
import { variables } from './0010-variables.ts';
import { retention } from './0011-retention.ts';
import { domains } from './0012-domains.ts';
import { endings } from './0013-endings.ts';
import { projects } from './0014-projects.ts';
import { machineNames } from './0015-machine-names.ts';
import { countedWaits } from './0016-counted-waits.ts';
import type { Migration } from './migration.ts';

/** Every migration in order. */
export const migrations: readonly Migration[] = [
  initial,
  runs,
  people,
  queue,
  services,
  oauth,
  audit,
  webhooks,
  environmentStatus,
  variables,
  retention,
  domains,
  endings,
  projects,
  machineNames,
  countedWaits,
];
