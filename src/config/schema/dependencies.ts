import { z } from 'zod';

const version = z
  .union([z.string().regex(/\S/, 'Must not be empty: write `*` for the newest.'), z.number()], {
    error: 'Must be a version such as `"^1.2"`, or `"*"` for the newest.',
  })
  .describe('A version as the package manager writes it; `*` for the newest.');

const packages = z.record(z.string(), version).nullish();

/** Composer's own form, with sources of packages: https://getcomposer.org/doc/04-schema.md */
const php = z
  .union([
    z.strictObject({
      require: z.record(z.string(), version).describe('Packages and their versions.'),
      repositories: z
        .array(z.record(z.string(), z.unknown()))
        .nullish()
        .describe('Where else they come from.'),
    }),
    z.record(z.string(), version),
  ])
  .nullish();

export const dependencies = z
  .strictObject({
    nodejs: packages.describe('Installed by npm.'),
    php: php.describe('Installed by Composer; `require` and `repositories` may be written out.'),
    python: packages.meta({ deprecated: true, description: 'Python 2; installed as `python3`.' }),
    python3: packages.describe('Installed by pip.'),
    ruby: packages.describe('Installed by Bundler.'),
  })
  .nullish()
  .describe(
    'Global packages installed before the build hook, by language; on `PATH` in the build and at run time.',
  );
