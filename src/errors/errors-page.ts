import { catalogue } from './catalogue.ts';

/** `docs/reference/errors.md`, made from the catalogue; a test holds them equal. */
export function renderErrorsPage(): string {
  const rows = Object.entries(catalogue).map(
    ([code, { meaning, httpStatus, exitCode, fault }]) =>
      `| \`${code}\` | ${meaning} | ${httpStatus} | ${exitCode} | ${fault} |`,
  );
  return [
    '# Errors',
    '',
    'Every error that Errand raises on purpose. The code is stable: the API has it in the field `error`, the command line in',
    '`--json` output, a run that could not start in `payload.outcome.code`. The fault says who can mend it: the *caller* of the',
    'API or command, the *project* (its configuration and code), or the *platform* (the server and its machine).',
    '',
    '| code | meaning | HTTP status | exit status | fault |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'This page is made by `npm run docs` from `src/errors/`.',
    '',
  ].join('\n');
}
