import { describe, expect, it } from 'vitest';
import { everything, type IntegrationTerms, wants } from '../../src/webhook/integration.ts';
import { anActivity } from '../api/sample-activity.ts';

const terms = (change: Partial<IntegrationTerms>) => ({
  url: 'https://example.com',
  ...everything,
  ...change,
});
const activity = anActivity({
  type: 'environment.task',
  environment: 'main',
  state: 'complete',
  result: 'failure',
});

describe('a webhook', () => {
  it.each<[boolean, Partial<IntegrationTerms>]>([
    [true, {}],
    [true, { events: ['environment.push', 'environment.task'] }],
    [true, { events: ['environment.*'] }],
    [false, { events: ['environment.push'] }],
    [false, { events: ['environment.tas'] }],
    [true, { states: ['complete', 'cancelled'] }],
    [false, { states: ['in_progress'] }],
    [true, { environments: ['main'] }],
    [true, { environments: ['ma*'] }],
    [false, { environments: ['feature/*'] }],
    [false, { excludedEnvironments: ['main'] }],
    [true, { excludedEnvironments: ['feature/*'] }],
    [true, { result: 'failure' }],
    [false, { result: 'success' }],
  ])('is told: %s with %j', (told, change) => {
    expect(wants(terms(change), activity)).toBe(told);
  });

  it('that waits for one result is told of what has none yet', () => {
    expect(wants(terms({ result: 'success' }), anActivity({ state: 'in_progress', result: null }))).toBe(
      true,
    );
  });
});
