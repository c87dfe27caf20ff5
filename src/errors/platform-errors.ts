import type { CatalogueEntry } from './catalogue-entry.ts';

/** What this server and its machine can mend. */
export const platformErrors = {
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
  start_failed: {
    meaning: 'The container could not be started.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
  },
  deletion_failed: {
    meaning: 'A project could not be deleted; the message has the step at which it failed. Ask for it again.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
  },
  volume_failed: {
    meaning: 'A volume could not be made, mounted, copied or resized; the message has what the system said.',
    httpStatus: 500,
    exitCode: 6,
    fault: 'platform',
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
  internal: {
    meaning: 'A defect in Errand. The log has the details.',
    httpStatus: 500,
    exitCode: 1,
    fault: 'platform',
  },
} as const satisfies Record<string, CatalogueEntry>;
