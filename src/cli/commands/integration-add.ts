import type { Command } from 'commander';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';
import { addTerms, bodyOf, readEntity, type TermsOptions } from './integration-terms.ts';

interface Options extends TermsOptions {
  readonly type: string;
}

export function addIntegrationAdd(program: Command): void {
  const command = program
    .command('integration:add')
    .description('Have a URL told of what happens in a project, signed (Standard Webhooks)')
    .option('--type <type>', 'what it is; webhook is all there is', 'webhook')
    .requiredOption('--url <url>', 'where to send activities');
  addTerms(command).action(async (_options, called: Command) => addIntegration(openSession<Options>(called)));
}

async function addIntegration(session: Session<Options>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { options, terminal } = session;
  const body = { ...bodyOf(options), type: options.type };
  const integration = readEntity(await client.post(`${projectPath(project)}/integrations`, body));
  const { out, err } = terminal;
  if (session.json) return writeJson(out, integration);
  err.line(`${err.paint.green('✔')} ${integration.id} tells ${err.plain(integration.url ?? '')}.`);
  err.line('What it sends is signed with this key, which is shown only now:');
  out.line(integration.shared_key ?? '');
}
