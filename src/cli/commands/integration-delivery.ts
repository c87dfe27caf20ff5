import type { Command } from 'commander';
import { type DeliveryDocument, readDocument, readList } from '../client/documents.ts';
import { integrationPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';
import { parseCount } from './option-values.ts';

interface ListOptions {
  readonly state?: string;
  readonly limit: number;
}

export function addIntegrationDeliveryList(program: Command): void {
  program
    .command('integration:delivery:list')
    .description('List what an integration was told, newest first, and what could not be delivered')
    .argument('<id>', 'the integration')
    .option('--state <state>', 'only those that are pending, delivered or dead')
    .option('--limit <n>', 'how many at most', parseCount, 10)
    .action(async (id: string, _options, command: Command) => list(openSession<ListOptions>(command), id));
}

async function list(session: Session<ListOptions>, id: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { state, limit } = session.options;
  const query = new URLSearchParams({ count: String(Math.min(limit, 100)) });
  if (state !== undefined) query.append('state', state);
  const path = `${integrationPath(project, id)}/deliveries?${query}`;
  const found = readList<DeliveryDocument>(await client.get(path));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, found);
  if (found.length === 0) return err.line('There is no such delivery.');
  writeTable(out, ['ID', 'STATE', 'ACTIVITY', 'EVENT', 'ATTEMPTS', 'LAST ANSWER'], found.map(toRow));
}

function toRow(delivery: DeliveryDocument): readonly string[] {
  const { id, state, activity, activity_type, activity_state, attempts, last_status, last_error } = delivery;
  const answer = last_error ?? (last_status === null ? '' : String(last_status));
  return [id, state, activity, `${activity_type} ${activity_state}`, String(attempts), answer];
}

export function addIntegrationDeliveryRetry(program: Command): void {
  program
    .command('integration:delivery:retry')
    .description('Send a delivery again, under the id it has')
    .argument('<id>', 'the integration')
    .argument('<delivery>', 'the delivery')
    .action(async (id: string, delivery: string, _options, command: Command) =>
      retry(openSession(command), id, delivery),
    );
}

async function retry(session: Session<unknown>, id: string, delivery: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const path = `${integrationPath(project, id)}/deliveries/${encodeURIComponent(delivery)}/retry`;
  const answer = readDocument<DeliveryDocument>(await client.post(path, {}));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, answer);
  err.line(`${err.paint.green('✔')} ${err.plain(delivery)} is sent again.`);
}
