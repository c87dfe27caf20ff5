import { showPath } from '../config-path.ts';
import { error, type Finding } from '../finding.ts';
import { suggest } from '../nearest.ts';
import { readRelationship, relationshipsOf } from '../relationship-target.ts';
import { type ConfigNode, defines, type Found, namesIn, placeOf } from '../tree.ts';

/** A relationship leads to a service, or to the `http` endpoint of an application; never to a task. */
export function checkRelationships(tree: ConfigNode): readonly Finding[] {
  return relationshipsOf(tree).flatMap((found) => check(found, tree));
}

function check(found: Found, tree: ConfigNode): readonly Finding[] {
  const target = readRelationship(found);
  if (target === null) return [];
  const at = { place: placeOf(found.node), path: found.path };
  const name = target.service;
  if (defines(tree, 'services', name)) return [];
  if (defines(tree, 'applications', name)) return applicationEndpoint(at, name, target.endpoint);
  if (defines(tree, 'tasks', name)) return [toTask(at, name)];
  const relationship = String(found.path.at(-1));
  const message = target.implicit
    ? `The relationship \`${relationship}\` is empty, and there is no service of that name.`
    : `The relationship \`${relationship}\` leads to \`${name}\`, which is not defined.`;
  const hint = suggest(
    name,
    [...namesIn(tree, 'services'), ...namesIn(tree, 'applications')],
    'Services and applications',
  );
  return [error('unknown_name', at, message, hint)];
}

function applicationEndpoint(
  at: Parameters<typeof error>[1],
  name: string,
  endpoint: string | null,
): readonly Finding[] {
  if (endpoint === 'http') return [];
  const hint = `Write \`"${name}:http"\`.`;
  if (endpoint === null) {
    const message = `A relationship to an application needs an endpoint; \`${name}\` is an application.`;
    return [error('missing_endpoint', at, message, hint)];
  }
  const message = `The application \`${name}\` has no endpoint \`${endpoint}\`; it has \`http\`.`;
  return [error('unknown_endpoint', at, message, hint)];
}

function toTask(at: Parameters<typeof error>[1], task: string): Finding {
  const message = `Nothing can have a relationship to a task: \`${showPath(at.path)}\` leads to \`tasks.${task}\`, which runs only on demand.`;
  const hint =
    `Trigger it through the API instead, and give the caller ` +
    `\`authorizations: [{type: task, resource: ${task}, action: operate}]\`.`;
  return error('relationship_to_task', at, message, hint);
}
