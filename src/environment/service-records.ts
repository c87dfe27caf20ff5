import type { Environment, Project } from '../deploy/deployment.ts';
import type { ServiceRecords } from '../deploy/service-room.ts';

/**
 * Writes down for one environment what is known of another one's services, to which a copy of their data belongs: the
 * version that wrote it, and the passwords, which some services keep in their data.
 */
export async function copyServiceRecords(
  records: ServiceRecords,
  project: Pick<Project, 'id'>,
  from: Pick<Environment, 'name'>,
  to: Pick<Environment, 'name'>,
): Promise<void> {
  await forgetServiceRecords(records, project, to);
  for (const service of await records.list(project.id, from.name)) {
    const place = { project: project.id, environment: to.name, name: service.name };
    const seed = records.sealAgain(service, place);
    await records.save({ ...service, ...place, seed, containerId: null, fingerprint: null });
  }
}

/** For an environment whose data is gone. */
export async function forgetServiceRecords(
  records: ServiceRecords,
  project: Pick<Project, 'id'>,
  { name: environment }: Pick<Environment, 'name'>,
): Promise<void> {
  for (const { name } of await records.list(project.id, environment))
    await records.delete({ project: project.id, environment, name });
}
