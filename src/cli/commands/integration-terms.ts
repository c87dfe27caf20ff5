import type { Command } from 'commander';
import { type IntegrationDocument, readDocument } from '../client/documents.ts';
import { writeFields } from '../output/table.ts';
import type { Output } from '../output/terminal.ts';
import { parseList } from './option-values.ts';

/** The options that say what a webhook is told of. */
export interface TermsOptions {
  readonly url?: string;
  readonly events?: readonly string[];
  readonly states?: readonly string[];
  readonly environments?: readonly string[];
  readonly excludedEnvironments?: readonly string[];
  readonly result?: string;
  readonly sharedKey?: string;
}

export function addTerms(command: Command): Command {
  return command
    .option('--events <types>', 'types of activities, such as environment.task; * for all', parseList)
    .option('--states <states>', 'pending, in_progress, complete, cancelled; * for all', parseList)
    .option('--environments <names>', 'names of environments; * for all', parseList)
    .option('--excluded-environments <names>', 'names of environments that are left out', parseList)
    .option('--result <result>', 'success, failure or *')
    .option('--shared-key <key>', 'whsec_… to sign with (default: one that the server makes)');
}

/** What the options say, as the API wants it. */
export function bodyOf(options: TermsOptions): Readonly<Record<string, unknown>> {
  return {
    type: 'webhook',
    url: options.url,
    events: options.events,
    states: options.states,
    environments: options.environments,
    excluded_environments: options.excludedEnvironments,
    result: options.result,
    shared_key: options.sharedKey,
  };
}

/** The integration in an answer to a change. */
export function readEntity(answer: unknown): IntegrationDocument {
  const { _embedded } = readDocument<{ readonly _embedded?: { readonly entity?: unknown } }>(answer);
  return readDocument<IntegrationDocument>(_embedded?.entity);
}

export function writeIntegration(out: Output, integration: IntegrationDocument): void {
  const list = (names: readonly string[] = []) => (names.length === 0 ? '-' : names.join(', '));
  writeFields(out, [
    ['id', integration.id],
    ['type', integration.type],
    ['url', integration.url ?? ''],
    ['events', list(integration.events)],
    ['states', list(integration.states)],
    ['environments', list(integration.environments)],
    ['excluded environments', list(integration.excluded_environments)],
    ['result', integration.result ?? '*'],
  ]);
}
