import { z } from 'zod';
import { wholeNumber } from '../key.ts';

/** What runs leave. */
export const results = z
  .strictObject({
    size_mib: wholeNumber(1, 1_048_576).default(1024).meta({
      description: 'Room that one run has for the files it leaves in `$ERRAND_OUTPUT_DIR`.',
      environment: 'ERRAND_RESULTS_MIB',
    }),
  })
  .prefault({})
  .describe('Results of runs.')
  .transform(({ size_mib }) => ({ sizeMiB: size_mib }));
