import { z } from 'zod';
import { wholeNumber } from '../key.ts';

const mebibyte = 1024 * 1024;
const most = 1_000_000_000;

const days = (fallback: number, what: string) =>
  wholeNumber(0, 36_500)
    .default(fallback)
    .describe(`Days that ${what} are kept after their end. 0 for ever.`);
const count = (what: string) =>
  wholeNumber(0, most).default(0).describe(`The newest so many ${what} of a project are kept. 0 for all.`);
const mib = (fallback: number, what: string) =>
  wholeNumber(0, most)
    .default(fallback)
    .describe(`The newest so many MiB of ${what} of a project are kept. 0 for all.`);

const orNull = (value: number) => (value === 0 ? null : value);

/** How long activities, their logs and what runs left are kept, where a project says nothing else. */
export const retention = z
  .strictObject({
    activity_days: days(365, 'activities'),
    activity_count: count('activities'),
    log_days: days(90, 'logs'),
    log_count: count('logs'),
    log_mib: mib(10_240, 'logs'),
    artifact_days: days(90, 'files that runs left'),
    artifact_count: count('runs’ files'),
    artifact_mib: mib(10_240, 'files that runs left'),
    delivery_days: wholeNumber(1, 36_500)
      .default(30)
      .describe('Days that deliveries of webhooks are kept after their end.'),
  })
  .prefault({})
  .describe('How long what is over is kept. A project can choose otherwise.')
  .transform((section) => ({
    limits: {
      activities: { days: orNull(section.activity_days), count: orNull(section.activity_count), bytes: null },
      logs: {
        days: orNull(section.log_days),
        count: orNull(section.log_count),
        bytes: orNull(section.log_mib * mebibyte),
      },
      artifacts: {
        days: orNull(section.artifact_days),
        count: orNull(section.artifact_count),
        bytes: orNull(section.artifact_mib * mebibyte),
      },
    },
    deliveryDays: section.delivery_days,
  }));
