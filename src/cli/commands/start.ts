import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { type ApiClient, createApiClient } from '../client/api-client.ts';
import { findHome } from '../connection/home.ts';
import { writeFirstSignIn } from '../output/first-sign-in.ts';
import { withProgress } from '../output/progress.ts';
import { interrupted } from '../run/exit-status.ts';
import { type Stopping, untilStopped } from '../run/until-stopped.ts';
import { openSession, type Session } from '../session.ts';
import { runShowcase, type ShowcaseResult } from '../showcase/run-showcase.ts';
import { writeSummary } from '../showcase/summary.ts';
import { parsePort } from './option-values.ts';

interface Options {
  readonly once?: boolean;
  readonly port?: number;
  readonly home?: string;
  readonly config?: string;
}

const example = fileURLToPath(new URL('../../../examples/report', import.meta.url));

export function addStart(program: Command): void {
  program
    .command('start')
    .description('Start a server, deploy the example to it, run its task, and stay up until Ctrl-C')
    .option('--once', "end after the run, with the run's exit status")
    .option('--port <n>', 'the port of the API', parsePort)
    .option('--home <dir>', 'where the server keeps its state (default: $ERRAND_HOME)')
    .option('--config <file>', 'the settings file (default: $ERRAND_CONFIG, or errand.yaml in the home)')
    .action(async (_options, command: Command) => start(openSession<Options>(command)));
}

async function start(session: Session<Options>): Promise<void> {
  const stopping = untilStopped();
  const server = await startServerHere(session);
  try {
    const client = createApiClient({ apiUrl: server.apiUrl, authUrl: server.apiUrl, apiToken: server.token });
    if (server.firstSignIn !== null && session.options.once !== true && !session.json) {
      writeFirstSignIn(session.terminal.err, server.apiUrl, server.firstSignIn);
    }
    process.exitCode = await showAndStay(session, client, stopping);
  } finally {
    await withProgress(session.terminal.err, 'stopping', () => server.close());
    stopping.end();
  }
}

async function startServerHere({ terminal, options, env }: Session<Options>) {
  const { port, config } = options;
  const home = options.home ?? findHome(env);
  return withProgress(terminal.err, 'starting the server', async () => {
    const { startServer } = await import('../../main.ts');
    return startServer({
      home,
      log: 'file',
      // A first look at Errand waits for no download.
      preferMachine: true,
      ...(port === undefined ? {} : { port }),
      ...(config === undefined ? {} : { config }),
    });
  });
}

/** The exit status: the run's with `--once`, 0 after the Ctrl-C that is the usual end without it. */
async function showAndStay(
  session: Session<Options>,
  client: ApiClient,
  stopping: Stopping,
): Promise<number> {
  const { terminal, options, json } = session;
  let result: ShowcaseResult;
  try {
    result = await runShowcase(client, terminal, { directory: example, json, signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted && !(error instanceof ErrandError)) return interrupted;
    throw error;
  }
  writeSummary(terminal, client.connection, result, { json, stays: options.once !== true });
  if (options.once || result.run === null) return result.exitStatus;
  await stopping.signalled;
  return 0;
}
