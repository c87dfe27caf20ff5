import type { Project } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';

/** Error: `project_deleting`. */
export function refuseDeleting({ id, deletion }: Project): void {
  if (deletion === null) return;
  const message = `The project ${id} is being deleted: nothing of it can be changed or started any more.`;
  throw new ErrandError('project_deleting', message, { details: { project: id } });
}
