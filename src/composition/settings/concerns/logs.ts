import { z } from 'zod';
import { wholeNumber } from '../key.ts';

const mebibyte = 1024 * 1024;
const kibibyte = 1024;
const mostMiB = 1024 * 1024;

/** What bounds the logs of activities. */
export const logs = z
  .strictObject({
    limit_mib: wholeNumber(1, mostMiB).default(100).meta({
      description:
        'MiB of the log of one run, with all of its attempts, or of one push. Beyond it only the last lines of each attempt are kept, and the log says what is left out.',
      environment: 'ERRAND_LOG_LIMIT_MIB',
    }),
    tail_kib: wholeNumber(0, 1024).default(256).meta({
      description: 'KiB of the last lines that are kept then; they count towards the limit.',
      environment: 'ERRAND_LOG_TAIL_KIB',
    }),
    rate_mib: wholeNumber(0, mostMiB).default(16).meta({
      description:
        'MiB a second that are taken of what one container prints, on average; more waits in its own pipe. 0 for no bound.',
      environment: 'ERRAND_LOG_RATE_MIB',
    }),
    burst_mib: wholeNumber(1, mostMiB).default(128).meta({
      description: 'MiB that are taken at once after a silence.',
      environment: 'ERRAND_LOG_BURST_MIB',
    }),
  })
  .prefault({})
  .describe('The logs of runs and pushes.')
  .transform((section) => ({
    limit: {
      kind: 'head-and-tail',
      bytes: section.limit_mib * mebibyte,
      tailBytes: Math.min(section.tail_kib * kibibyte, (section.limit_mib * mebibyte) / 2),
    } as const,
    pace:
      section.rate_mib === 0
        ? null
        : { bytesPerSecond: section.rate_mib * mebibyte, burstBytes: section.burst_mib * mebibyte },
  }));
