import type { Activity } from '../activity/activity.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { deployBranch } from './deploy-branch.ts';
import { type ChangeRequest, type EnvironmentParts, startChange } from './environment-parts.ts';
import { requireParent } from './require-parent.ts';
import { copyServiceRecords } from './service-records.ts';
import { stopEnvironment } from './stop-environment.ts';

export interface SynchronizeOptions {
  readonly code: boolean;
  readonly data: boolean;
  /** Whether a rebase was asked for; code is merged all the same, so that no commit of a push is rewritten. */
  readonly rebase: boolean;
}

/** Brings the parent's code, data or both into an environment. What its data was before is gone. */
export async function synchronizeEnvironment(
  parts: EnvironmentParts,
  request: ChangeRequest,
  options: SynchronizeOptions,
): Promise<Activity> {
  const { project, environment } = request;
  if (!options.code && !options.data)
    throw new ErrandError('request_invalid', 'say what to synchronize: code, data or both');
  const parent = await requireParent(parts, request);
  const what = [options.code ? 'code' : '', options.data ? 'data' : '']
    .filter((part) => part !== '')
    .join(' and ');
  const about = {
    type: 'environment.synchronize',
    text: `synchronized ${what} of environment ${environment.name} from ${parent.name}`,
    parameters: {
      into: environment.name,
      from: parent.name,
      synchronize_code: options.code,
      synchronize_data: options.data,
    },
    takes: ['active'],
  } as const;
  return startChange(parts, request, about, async (work) => {
    if (options.code) {
      const repository = await parts.repositoryOf(project.id);
      await repository.merge(parent.name, environment.name);
      const unasked = options.rebase
        ? ': a merge, as nothing that was pushed is rewritten by a rebase here'
        : '';
      work.log(`Merged ${parent.name} into ${environment.name}${unasked}`);
    }
    if (options.data) {
      await stopEnvironment(parts, request, work);
      const volumes = await parts.data.clone({ project, environment: parent }, request);
      await copyServiceRecords(parts.services.records, project, parent, environment);
      work.log(`Copied the data of ${parent.name}: ${volumes} volumes`);
    }
    return deployBranch(parts, request, work);
  });
}
