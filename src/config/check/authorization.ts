import { error, type Finding } from '../finding.ts';
import { available, suggest } from '../nearest.ts';
import { type AuthorizationInput, authorization } from '../schema/authorization.ts';
import {
  type ConfigNode,
  defines,
  type Found,
  namesIn,
  nearestNode,
  nodeAt,
  placeOf,
  plain,
  select,
} from '../tree.ts';

const owners = ['applications.*', 'applications.*.web', 'applications.*.workers.*', 'tasks.*'];

/** A task may be operated, and must exist; an environment or the project may be viewed. */
export function checkAuthorizations(tree: ConfigNode): readonly Finding[] {
  return owners
    .flatMap((owner) => select(tree, `${owner}.authorizations.*`))
    .flatMap((found) => check(found, tree));
}

const actions = { task: 'operate', env: 'view', project: 'view' } as const;

function check(found: Found, tree: ConfigNode): readonly Finding[] {
  const read = authorization.safeParse(plain(found.node));
  if (!read.success) return [];
  const findings: Finding[] = [];
  const { type, action } = read.data;
  if (action !== actions[type]) {
    const message = `An authorization of type \`${type}\` allows only the action \`${actions[type]}\`.`;
    findings.push(
      error('wrong_value', place(found, 'action', tree), message, `Write \`action: ${actions[type]}\`.`),
    );
  }
  return [...findings, ...checkResource(found, read.data, tree)];
}

function checkResource(found: Found, read: AuthorizationInput, tree: ConfigNode): readonly Finding[] {
  if (read.type !== 'task') return [];
  const at = place(found, 'resource', tree);
  if (!read.resource) {
    const message = 'An authorization of type `task` must name the task in `resource`.';
    return [error('missing_key', at, message, available(namesIn(tree, 'tasks'), 'Defined tasks'))];
  }
  if (defines(tree, 'tasks', read.resource)) return [];
  const message = `There is no task \`${read.resource}\`.`;
  return [
    error('unknown_name', at, message, suggest(read.resource, namesIn(tree, 'tasks'), 'Defined tasks')),
  ];
}

/** A list item has no key of its own, so what it lacks is shown at its first key. */
function place(found: Found, key: string, tree: ConfigNode) {
  const path = [...found.path, key];
  const node = nodeAt(tree, path) ?? nearestNode(tree, path);
  return { place: placeOf(node), path };
}
