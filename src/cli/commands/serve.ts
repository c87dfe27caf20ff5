import type { Command } from 'commander';
import { findHome } from '../connection/home.ts';
import { writeFirstSignIn } from '../output/first-sign-in.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { openSession, type Session } from '../session.ts';
import { parsePort } from './option-values.ts';

interface Options {
  readonly port?: number;
  readonly host?: string;
  readonly home?: string;
  readonly config?: string;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Run the server until it is stopped')
    .option('--port <n>', 'the port of the API', parsePort)
    .option('--host <address>', 'the address to listen on')
    .option('--home <dir>', 'where the server keeps its state (default: $ERRAND_HOME)')
    .option('--config <file>', 'the settings file (default: $ERRAND_CONFIG, or errand.yaml in the home)')
    .action(async (_options, command: Command) => serve(openSession<Options>(command)));
}

async function serve(session: Session<Options>): Promise<void> {
  const { terminal, json, options, env } = session;
  const stopped = untilStopped();
  const { startServer } = await import('../../main.ts');
  const { port, host, config } = options;
  const server = await startServer({
    home: options.home ?? findHome(env),
    log: 'stdout',
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(config === undefined ? {} : { config }),
  });
  try {
    // One line, because the server's log follows it.
    if (json) terminal.out.line(JSON.stringify({ apiUrl: server.apiUrl, home: server.home }));
    else
      terminal.err.line(`Errand serves ${server.apiUrl}, with its state in ${server.home}. Ctrl-C stops it.`);
    if (server.firstSignIn !== null && !json)
      writeFirstSignIn(terminal.err, server.apiUrl, server.firstSignIn);
    await stopped.signalled;
  } finally {
    await server.close();
    stopped.end();
  }
}
