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
  task_not_found: {
    meaning: 'The deployed configuration has no such task.',
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
  server_unreachable: {
    meaning: 'No Errand server answers at the address.',
    httpStatus: 503,
    exitCode: 12,
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
