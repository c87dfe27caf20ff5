import { ErrandError } from '../errors/errand-error.ts';
import type { ConfigProblem } from './problem.ts';
import { renderProblems } from './render.ts';

export function configMissing(): ErrandError {
  return new ErrandError(
    'config_missing',
    'There is no configuration. Add `.upsun/config.yaml` to the project, with at least one application.',
  );
}

export function configInvalid(problems: readonly ConfigProblem[]): ErrandError {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const title = errors === 1 ? 'The configuration has an error.' : `The configuration has ${errors} errors.`;
  return new ErrandError('config_invalid', `${title}\n\n${renderProblems(problems)}`, {
    details: { problems },
  });
}
