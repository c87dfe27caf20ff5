import { z } from 'zod';
import { authorizations } from './authorization.ts';
import { mounts } from './mount.ts';
import { relationships } from './relationship.ts';
import { access, deprecatedResources, deprecatedSize, timezone, variables } from './text.ts';

const expires = z
  .union([z.int(), z.string()], { error: 'Must be seconds, or a time such as `5m`.' })
  .nullish()
  .describe('How long clients may keep a file: seconds, or `5m`, `1h`, `2w`; -1 for not at all.');

const passthru = z
  .union([z.boolean(), z.string()], { error: 'Must be `true`, `false` or the path of a script.' })
  .nullish()
  .describe('Whether requests without a file go to the application; for PHP, the script that takes them.');

const served = {
  expires,
  passthru,
  scripts: z.boolean().nullish().describe('Whether scripts may run.'),
  allow: z.boolean().nullish().describe('Whether files without a rule are served.'),
  headers: z.record(z.string(), z.string()).nullish().describe('Headers added to files.'),
};

const location = z.strictObject({
  ...served,
  root: z.string().nullish().describe('Folder that files are served from.'),
  index: z.array(z.string()).nullish().describe('Files that stand for a folder.'),
  rules: z
    .record(z.string(), z.strictObject(served).nullish())
    .nullish()
    .describe('Other settings for paths that match a regular expression.'),
  request_buffering: z
    .strictObject({
      enabled: z.boolean().nullish(),
      max_request_size: z
        .union([z.string(), z.int()], { error: 'Must be a size such as `250m`.' })
        .nullish()
        .describe('Larger bodies are refused with 413; `250m` when left out.'),
    })
    .nullish()
    .describe('Whether a request is taken in whole before the application sees it.'),
});

const deprecatedKeys = {
  document_root: z.string().nullish(),
  passthru: z.string().nullish(),
  index_files: z.array(z.string()).nullish(),
  whitelist: z.array(z.string()).nullish(),
  blacklist: z.array(z.string()).nullish(),
  expires: expires.meta({ deprecated: true }),
  move_to_root: z.boolean().nullish(),
  size: deprecatedSize,
  resources: deprecatedResources,
};

export const commands = {
  pre_start: z.string().nullish().describe('Run before `start`, in every container.'),
  post_start: z.string().nullish().describe('Run once `start` is up.'),
};

export const web = z
  .strictObject({
    commands: z
      .strictObject({
        ...commands,
        start: z
          .string()
          .nullish()
          .describe('Keeps running and listens on `$PORT`; started again when it ends.'),
      })
      .nullish()
      .describe('How the application is started.'),
    upstream: z
      .strictObject({
        socket_family: z
          .enum(['tcp', 'unix'])
          .nullish()
          .describe('`tcp`: listen on `$PORT`; `unix`: on `$SOCKET`.'),
        protocol: z.string().nullish().describe('`http` unless the runtime says otherwise.'),
      })
      .nullish()
      .describe('How requests reach the application.'),
    locations: z
      .record(z.string(), location)
      .nullish()
      .describe('Path prefixes and how their requests are answered.'),
    variables,
    mounts,
    relationships,
    timezone,
    access,
    authorizations,
    ...deprecatedKeys,
  })
  .nullish()
  .describe(
    'How the application answers HTTP. What it says of its container wins over the application’s own.',
  );
