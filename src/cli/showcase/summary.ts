import { environmentPath } from '../client/paths.ts';
import type { Connection } from '../connection/connection.ts';
import { sayTimings } from '../output/duration.ts';
import { writeJson } from '../output/json.ts';
import { writeFields } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { sayOutcome } from '../run/outcome.ts';
import { type ShowcaseResult, showcase } from './run-showcase.ts';

interface Options {
  readonly json: boolean;
  /** Whether the server is there after this. */
  readonly stays: boolean;
}

/** Writes the last lines of `errand start`: how it went, where things are, how to do it again. */
export function writeSummary(
  terminal: Terminal,
  connection: Connection,
  result: ShowcaseResult,
  options: Options,
): void {
  const { out } = terminal;
  const { push, run, url } = result;
  if (options.json) writeJson(out, { push, run, url, apiUrl: connection.apiUrl });
  if (options.json || run === null) return;
  out.line();
  writeFields(out, [
    ['outcome', sayOutcome(run)],
    ['timings', sayTimings({ ...push.timings, ...run.timings })],
    ['application', url ?? 'none'],
    ['API', connection.apiUrl],
  ]);
  if (!options.stays) return;
  out.line(`${out.paint.dim('run it again')}\n${runCommand(connection)}`);
  out.line(`\n${out.paint.dim('Ctrl-C stops everything.')}`);
}

/** Exchanges the API token each time, because an access token lasts 15 minutes only. */
function runCommand({ apiUrl, authUrl, apiToken }: Connection): string {
  const path = `${environmentPath(showcase.project, showcase.environment)}/tasks/${showcase.task}/run`;
  const exchange =
    `curl -s -u platform-api-user: -d grant_type=api_token -d api_token=${apiToken} ${authUrl}/oauth2/token` +
    ` | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/'`;
  return `curl -X POST -H "Authorization: Bearer $(${exchange})" ${apiUrl}${path}`;
}
