import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { everything, type IntegrationTerms } from '../../webhook/integration.ts';

const url = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .max(2048)
  .refine(
    (text) => URL.parse(text)?.username === '',
    'may not hold a user: deliveries are known by their signature',
  );

const pattern = z
  .string()
  .regex(/^[\w./-]{0,255}\*?$/, 'expected a name, or the beginning of one and `*`')
  .min(1);
const patterns = z.array(pattern).max(100);
const state = z.enum(['*', 'pending', 'in_progress', 'complete', 'cancelled']);

const leastSecretBytes = 24;
const mostSecretBytes = 64;

/** As the Standard Webhooks specification wants it. */
const sharedKey = z.string().refine((text) => {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const bytes = base64 === undefined ? 0 : Buffer.from(base64, 'base64').length;
  return bytes >= leastSecretBytes && bytes <= mostSecretBytes && new Webhook(text) !== null;
}, `expected \`whsec_\` and ${leastSecretBytes} to ${mostSecretBytes} bytes in base64`);

const changeable = {
  events: patterns.min(1).optional().describe('Types of activities, such as `environment.task`; `*` for all'),
  states: z.array(state).min(1).max(5).optional().describe('States that are told of; all by default'),
  environments: patterns.min(1).optional().describe('Names; `*` for all'),
  excluded_environments: patterns.optional(),
  result: z.enum(['*', 'success', 'failure']).optional(),
  shared_key: sharedKey.nullish().describe('`whsec_…`; made by the server if absent'),
};

export const newIntegration = z.strictObject({
  type: z.literal('webhook', { error: 'expected webhook: this server has no other integrations' }),
  url,
  ...changeable,
});

export const integrationChange = z.strictObject({
  type: z.literal('webhook').optional(),
  url: url.optional(),
  ...changeable,
});

/** The terms of an integration with what the body says. */
export function termsOf(
  { url, events, states, environments, excluded_environments, result }: z.output<typeof integrationChange>,
  before: Partial<IntegrationTerms> = {},
): IntegrationTerms {
  const given = { url, events, states, environments, excludedEnvironments: excluded_environments, result };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { url: '', ...everything, ...before, ...said };
}

export const deliveriesQuery = z.object({
  state: z.enum(['pending', 'delivered', 'dead']).optional(),
  count: z.coerce.number().int().min(1).max(100).default(25),
});
