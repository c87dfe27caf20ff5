import type { Environment, Project } from './deployment.ts';

/** The type that an environment gets when it is made: the default branch's is production, all others development. */
export function typeOfNew(project: Pick<Project, 'defaultBranch'>, name: string): Environment['type'] {
  return name === project.defaultBranch ? 'production' : 'development';
}
