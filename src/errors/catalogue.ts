/** Whose fault an error is: the caller of the API, the project's own files and code, or the platform (this server and its machine). */
export type Fault = 'caller' | 'project' | 'platform';

interface CatalogueEntry {
  /** What happened, in one sentence. `docs/reference/errors.md` is generated from it. */
  readonly meaning: string;
  readonly httpStatus: number;
  /** Exit status of the `errand` command when it ends with this error. */
  readonly exitCode: number;
  readonly fault: Fault;
}

/** Every error Errand raises on purpose. Codes are stable: clients may match on them. */
export const catalogue = {
  config_missing: {
    meaning: 'The directory has no `.upsun/config.yaml`.',
    httpStatus: 400,
    exitCode: 2,
    fault: 'project',
  },
  config_invalid: {
    meaning: 'The configuration has errors; each is listed with file, line and column.',
    httpStatus: 400,
    exitCode: 2,
    fault: 'project',
  },
  source_invalid: {
    meaning: 'The uploaded source cannot be read.',
    httpStatus: 400,
    exitCode: 2,
    fault: 'caller',
  },
  image_unavailable: {
    meaning: 'This machine cannot provide the image that a `type` asks for.',
    httpStatus: 422,
    exitCode: 3,
    fault: 'project',
  },
  image_pull_failed: {
    meaning:
      'An image could not be fetched from its registry or unpacked; the message names the layer where one is at fault.',
    httpStatus: 502,
    exitCode: 3,
    fault: 'platform',
  },
  slug_missing: {
    meaning: 'The result of a build is not on this machine any more; a push builds it anew.',
    httpStatus: 500,
    exitCode: 5,
    fault: 'platform',
  },
  build_failed: {
    meaning: 'The build hook ended with an error. What runs was not changed.',
    httpStatus: 422,
    exitCode: 4,
    fault: 'project',
  },
  deploy_failed: {
    meaning: 'An application did not come up. The previous deployment keeps running.',
    httpStatus: 422,
    exitCode: 5,
    fault: 'project',
  },
  hook_failed: {
    meaning: 'A deploy or post_deploy hook ended with an error. The new deployment runs all the same.',
    httpStatus: 422,
    exitCode: 5,
    fault: 'project',
  },
  start_failed: {
    meaning: 'The container could not be started.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
  },
  request_invalid: {
    meaning: 'The request does not have the shape the API asks for.',
    httpStatus: 400,
    exitCode: 2,
    fault: 'caller',
  },
  unauthenticated: {
    meaning: 'The access token is missing, malformed, expired or unknown.',
    httpStatus: 401,
    exitCode: 7,
    fault: 'caller',
  },
  forbidden: {
    meaning: 'The token is valid but does not allow this.',
    httpStatus: 403,
    exitCode: 7,
    fault: 'caller',
  },
  project_not_found: { meaning: 'There is no such project.', httpStatus: 404, exitCode: 8, fault: 'caller' },
  project_deleting: {
    meaning: 'The project is being deleted: nothing of it can be changed or started any more.',
    httpStatus: 409,
    exitCode: 9,
    fault: 'caller',
  },
  deletion_failed: {
    meaning: 'A project could not be deleted; the message has the step at which it failed. Ask for it again.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
  },
  environment_not_found: {
    meaning: 'The project has no such environment.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  not_deployed: {
    meaning: 'The environment has no deployment yet.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  user_not_found: { meaning: 'There is no such user.', httpStatus: 404, exitCode: 8, fault: 'caller' },
  access_not_found: {
    meaning: 'The user has no role in the project.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  api_token_not_found: {
    meaning: 'The user has no such API token.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  task_not_found: {
    meaning: 'The deployed configuration has no such task.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  backup_not_found: { meaning: 'There is no such backup.', httpStatus: 404, exitCode: 8, fault: 'caller' },
  variable_not_found: {
    meaning: 'The project or environment has no such variable.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  domain_not_found: {
    meaning: 'The project or environment has no such domain.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  activity_not_found: {
    meaning: 'There is no such activity.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  integration_not_found: {
    meaning: 'The project has no such integration, or the integration no such delivery.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  service_not_found: {
    meaning: 'The environment has no such service.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  service_change_refused: {
    meaning:
      'A service cannot become what the configuration asks for with the data it has. What runs was not changed.',
    httpStatus: 422,
    exitCode: 5,
    fault: 'project',
  },
  volume_not_found: {
    meaning: 'There is no such volume or snapshot.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  volume_failed: {
    meaning: 'A volume could not be made, mounted, copied or resized; the message has what the system said.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
  },
  artifact_not_found: {
    meaning: 'The activity has no such file among its results.',
    httpStatus: 404,
    exitCode: 8,
    fault: 'caller',
  },
  route_not_found: { meaning: 'The API has no such path.', httpStatus: 404, exitCode: 8, fault: 'caller' },
  not_cancellable: {
    meaning: 'The activity cannot be cancelled in its current state.',
    httpStatus: 400,
    exitCode: 9,
    fault: 'caller',
  },
  conflict: {
    meaning: 'It exists already, or another change is under way.',
    httpStatus: 409,
    exitCode: 9,
    fault: 'caller',
  },
  idempotency_conflict: {
    meaning: 'The `Idempotency-Key` came with another body in the last 24 hours.',
    httpStatus: 409,
    exitCode: 9,
    fault: 'caller',
  },
  limit_reached: {
    meaning: 'As many runs execute as may at once, and the trigger did not want to wait.',
    httpStatus: 429,
    exitCode: 9,
    fault: 'caller',
  },
  request_timeout: {
    meaning: 'The body of the request came too slowly.',
    httpStatus: 408,
    exitCode: 12,
    fault: 'caller',
  },
  chain_too_long: {
    meaning: 'Runs triggered one another in a row, as many as may.',
    httpStatus: 409,
    exitCode: 9,
    fault: 'project',
  },
  payload_too_large: {
    meaning: 'The request body is larger than the API takes.',
    httpStatus: 413,
    exitCode: 2,
    fault: 'caller',
  },
  port_in_use: {
    meaning: 'Another program listens on the port.',
    httpStatus: 500,
    exitCode: 10,
    fault: 'platform',
  },
  not_root: {
    meaning: 'Containers need root; the server was started without it.',
    httpStatus: 500,
    exitCode: 11,
    fault: 'platform',
  },
  tool_missing: {
    meaning: 'A program that the server needs is not installed.',
    httpStatus: 500,
    exitCode: 11,
    fault: 'platform',
  },
  home_in_use: {
    meaning: 'Another server already uses this state folder.',
    httpStatus: 500,
    exitCode: 10,
    fault: 'platform',
  },
  backup_failed: {
    meaning: 'A backup of the server could not be written or unpacked.',
    httpStatus: 500,
    exitCode: 10,
    fault: 'platform',
  },
  secret_unreadable: {
    meaning: 'A sealed value cannot be opened: its key is missing, or it was changed.',
    httpStatus: 500,
    exitCode: 13,
    fault: 'platform',
  },
  secret_key_invalid: {
    meaning: 'The key that seals secrets is missing, malformed or readable by others.',
    httpStatus: 500,
    exitCode: 13,
    fault: 'platform',
  },
  store_in_use: {
    meaning: 'Another server already uses this database.',
    httpStatus: 500,
    exitCode: 10,
    fault: 'platform',
  },
  store_unreachable: {
    meaning: 'The database that keeps the records is out of reach. Nothing accepted is lost; ask again.',
    httpStatus: 503,
    exitCode: 12,
    fault: 'platform',
  },
  server_unreachable: {
    meaning: 'No Errand server answers at the address.',
    httpStatus: 503,
    exitCode: 12,
    fault: 'platform',
  },
  settings_invalid: {
    meaning: 'The settings file of the server has errors; each is listed with file, line and column.',
    httpStatus: 500,
    exitCode: 2,
    fault: 'platform',
  },
  usage: { meaning: 'The command line is not understood.', httpStatus: 400, exitCode: 2, fault: 'caller' },
  internal: {
    meaning: 'A defect in Errand. The log has the details.',
    httpStatus: 500,
    exitCode: 1,
    fault: 'platform',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
