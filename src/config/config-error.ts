import { ErrandError } from '../errors/errand-error.ts';
import type { ConfigProblem } from './problem.ts';
import { renderProblems } from './render.ts';

export function configMissing(): ErrandError {
  return new ErrandError(
    'config_missing',
    'There is no configuration. Add `.upsun/config.yaml` to the project, with at least one application.',
  );
}

/** An error that carries the problems for programs, beside its message for people. */
export class ConfigInvalid extends ErrandError {
  readonly problems: readonly ConfigProblem[];

  constructor(message: string, problems: readonly ConfigProblem[]) {
    super('config_invalid', message, { details: { problems } });
    this.problems = problems;
  }
}

export function configInvalid(problems: readonly ConfigProblem[]): ConfigInvalid {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const title = errors === 1 ? 'The configuration has an error.' : `The configuration has ${errors} errors.`;
  return new ConfigInvalid(`${title}\n\n${renderProblems(problems)}`, problems);
}
