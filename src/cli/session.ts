import type { Command } from 'commander';
import { type ApiClient, createApiClient } from './client/api-client.ts';
import { findConnection } from './connection/connection.ts';
import { openTerminal, type Terminal } from './output/terminal.ts';
import { selectEnvironment } from './selection/select-environment.ts';
import { selectProject } from './selection/select-project.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly apiUrl?: string;
  readonly token?: string;
  readonly json?: boolean;
  /** False with `--no-color`. */
  readonly color: boolean;
}

/** What a command works with: its options, the terminal, the server. */
export interface Session<Options> {
  readonly options: Options & GlobalOptions;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Errors: those of `findConnection`. */
  connect(): Promise<ApiClient>;
}

export function openSession<Options>(command: Command): Session<Options> {
  const options = command.optsWithGlobals<Options & GlobalOptions>();
  const { env } = process;
  return {
    options,
    json: options.json === true,
    terminal: openTerminal({ colour: options.color, env }),
    env,
    directory: process.cwd(),
    connect: async () =>
      createApiClient(await findConnection({ apiUrl: options.apiUrl, token: options.token }, env)),
  };
}

/** A command's place: the server, the project and the environment it is about. */
export interface Place {
  readonly client: ApiClient;
  readonly project: string;
  readonly environment: string;
}

export async function findPlace(session: Session<unknown>): Promise<Place> {
  const { options, directory } = session;
  const client = await session.connect();
  const project = await selectProject(client, { named: options.project, directory });
  const environment = await selectEnvironment(client, project, { named: options.environment, directory });
  return { client, project: project.id, environment };
}

/** For commands about a whole project; an environment counts only where it is named. */
export async function findProjectPlace(
  session: Session<unknown>,
): Promise<Pick<Place, 'client' | 'project'> & { readonly environment: string | undefined }> {
  const { options, directory } = session;
  const client = await session.connect();
  const project = await selectProject(client, { named: options.project, directory });
  return { client, project: project.id, environment: options.environment };
}
