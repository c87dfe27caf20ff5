import type { Finding } from '../finding.ts';
import type { ConfigNode } from '../tree.ts';
import { checkApplicationPresent } from './application-present.ts';
import { checkAuthorizations } from './authorization.ts';
import { checkBuiltInTasks } from './built-in-task.ts';
import { checkCrons } from './cron.ts';
import { checkCycles } from './cycle.ts';
import { checkExpressions } from './expression.ts';
import { checkHeaders } from './header.ts';
import { checkImageTypes } from './image-type.ts';
import { checkMountSources } from './mount.ts';
import { checkMountPaths } from './mount-path.ts';
import { checkNames } from './name.ts';
import { checkRelationships } from './relationship.ts';
import { checkRoutes } from './route.ts';
import { checkSourceRoots } from './source-root.ts';
import { checkStacks } from './stack.ts';
import { checkWellFormed } from './well-formed.ts';

const checks = [
  checkApplicationPresent,
  checkNames,
  checkImageTypes,
  checkStacks,
  checkSourceRoots,
  checkRelationships,
  checkCycles,
  checkMountSources,
  checkMountPaths,
  checkAuthorizations,
  checkBuiltInTasks,
  checkCrons,
  checkExpressions,
  checkHeaders,
  checkRoutes,
  checkWellFormed,
];

/**
 * Everything that concerns more than one key. Each check reads what is well formed and passes over the rest, which
 * the schema reports, so that one mistake does not hide another.
 */
export function check(tree: ConfigNode): readonly Finding[] {
  return checks.flatMap((one) => one(tree));
}
