import type { CatalogueEntry } from './catalogue-entry.ts';

/** What a project's configuration and code can mend. */
export const projectErrors = {
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
  hook_failed: {
    meaning: 'A deploy or post_deploy hook ended with an error. The new deployment runs all the same.',
    httpStatus: 422,
    exitCode: 5,
    fault: 'project',
  },
  service_change_refused: {
    meaning:
      'A service cannot become what the configuration asks for with the data it has. What runs was not changed.',
    httpStatus: 422,
    exitCode: 5,
    fault: 'project',
  },
  chain_too_long: {
    meaning: 'Runs triggered one another in a row, as many as may.',
    httpStatus: 409,
    exitCode: 9,
    fault: 'project',
  },
} as const satisfies Record<string, CatalogueEntry>;
