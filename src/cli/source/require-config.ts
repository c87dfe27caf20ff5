import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';

const configFile = '.upsun/config.yaml';

/** Errors: `config_missing`, before anything is uploaded. */
export function requireConfig(directory: string, files: readonly string[]): void {
  if (files.includes(configFile)) return;
  const isIgnored = existsSync(join(directory, configFile));
  const why = isIgnored
    ? `git ignores ${configFile}, so it would not be uploaded`
    : `there is no ${configFile}`;
  throw new ErrandError('config_missing', `Nothing to deploy in ${directory}: ${why}.`);
}
