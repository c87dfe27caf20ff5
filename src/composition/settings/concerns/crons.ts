import { z } from 'zod';
import { wholeNumber } from '../key.ts';

/** How crons and deploys get along. */
export const crons = z
  .strictObject({
    deploy_wait_seconds: wholeNumber(0, 86_400)
      .default(600)
      .describe('How long a deploy waits for crons that run, before it asks them to end.'),
    pause_after_days: wholeNumber(0, 3650)
      .default(14)
      .describe(
        'Days after its last deployment from which the crons of an environment that is not production rest; 0 for never.',
      ),
  })
  .prefault({})
  .describe('Crons.')
  .transform(({ deploy_wait_seconds, pause_after_days }) => ({
    deployWaitMilliseconds: deploy_wait_seconds * 1000,
    pauseAfterDays: pause_after_days,
  }));
