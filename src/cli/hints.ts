import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrandError } from '../errors/errand-error.ts';

const hints: Partial<Readonly<Record<ErrorCode, string>>> = {
  config_missing:
    'Say what to run in .upsun/config.yaml; examples/report in the Errand sources is one to start from.',
  unauthenticated: 'Sign in: errand auth:login. Or give an API token with --token or in ERRAND_TOKEN.',
  forbidden: "The token's user or container may not do this; another token may.",
  project_not_found: 'See the projects: errand project:list. Make one from a directory: errand up.',
  project_deleting: 'See how far it is: errand project:info status.',
  environment_not_found: 'See the environments: errand environment:list.',
  not_deployed: 'Deploy it first: errand up.',
  user_not_found: 'See the users of the server: errand account:list.',
  access_not_found: 'See who may do what in the project: errand user:list.',
  api_token_not_found: 'See the tokens: errand api-token:list.',
  task_not_found: 'See the tasks: errand task:list.',
  variable_not_found: 'See the variables: errand variable:list.',
  activity_not_found: 'See the activities: errand activity:list.',
  not_cancellable: 'See how it stands: errand activity:get.',
  port_in_use: 'Take another: --port N.',
  not_root: 'Start it as root: sudo errand serve.',
  tool_missing: 'See what is missing: errand doctor. Have it put right: errand doctor --fix.',
  home_in_use: 'Give this one a folder of its own: --home DIR.',
  server_unreachable: 'Start one here: errand serve. One elsewhere: --api-url URL or ERRAND_API_URL.',
  usage: 'See how: errand --help.',
};

/** What to do about an error: the server's own hint if it gave one, else what fits the code. */
export function hintFor(error: ErrandError): string | null {
  const { hint } = error.details;
  return typeof hint === 'string' ? hint : (hints[error.code] ?? null);
}
