import type { Authorization, WorkloadDefinition } from '../../config/definition.ts';

type Relationships = WorkloadDefinition['relationships'];

/** What applications, workers and tasks have in common on the wire. */
export function renderShared(
  workload: Pick<
    WorkloadDefinition,
    'relationships' | 'mounts' | 'variables' | 'authorizations' | 'timezone'
  >,
) {
  return {
    relationships: renderRelationships(workload.relationships),
    mounts: renderMounts(workload.mounts),
    variables: workload.variables,
    authorizations: workload.authorizations.map(renderAuthorization),
    timezone: workload.timezone,
  };
}

function renderRelationships(relationships: Relationships) {
  const entries = Object.entries(relationships);
  return Object.fromEntries(entries.map(([name, { service, endpoint }]) => [name, { service, endpoint }]));
}

function renderMounts(mounts: WorkloadDefinition['mounts']) {
  const entries = Object.entries(mounts).map(([path, { source, sourcePath, service }]) => {
    const from = service === null ? {} : { service };
    return [path, { source, source_path: sourcePath, ...from }] as const;
  });
  return Object.fromEntries(entries);
}

function renderAuthorization(authorization: Authorization) {
  const { type, action } = authorization;
  return { type, action, resource: authorization.type === 'task' ? authorization.resource : null };
}
