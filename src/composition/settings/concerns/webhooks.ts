import { z } from 'zod';
import { wholeNumber } from '../key.ts';

/** How activities are told to the webhooks of projects. */
export const webhooks = z
  .strictObject({
    attempts: wholeNumber(1, 50).default(10).meta({
      description: 'How often a delivery is tried before it is given up.',
      environment: 'ERRAND_WEBHOOK_ATTEMPTS',
    }),
    retry_seconds: wholeNumber(1, 3600).default(5).meta({
      description:
        'Seconds before the second attempt; four times longer before each further one, at most 12 hours.',
      environment: 'ERRAND_WEBHOOK_RETRY_SECONDS',
    }),
    timeout_seconds: wholeNumber(1, 300).default(15).meta({
      description: 'Seconds that a receiver has for its answer.',
      environment: 'ERRAND_WEBHOOK_TIMEOUT_SECONDS',
    }),
    allow_private: wholeNumber(0, 1).default(0).meta({
      description:
        '1 lets projects send to addresses that are not on the public internet: this machine, its neighbours, a cloud’s metadata service.',
      environment: 'ERRAND_WEBHOOK_ALLOW_PRIVATE',
    }),
  })
  .prefault({})
  .describe('Webhooks of projects.')
  .transform((section) => ({
    retry: { attempts: section.attempts, firstPauseMilliseconds: section.retry_seconds * 1000 },
    timeoutMilliseconds: section.timeout_seconds * 1000,
    allowPrivate: section.allow_private === 1,
  }));
