import { z } from 'zod';
import { wholeNumber } from '../key.ts';

const largestMiB = 16_777_216;
/** Of the original: no `instance` or `tmp` mount is larger. */
const largestScratchMiB = 8192;

/** Sizes of volumes. */
export const disk = z
  .strictObject({
    service_mib: wholeNumber(64, largestMiB)
      .default(1024)
      .describe(
        'Size of a service’s volume; a type that needs more gets more. Raised later, volumes grow at the next start of their service.',
      ),
    application_mib: wholeNumber(64, largestMiB)
      .default(1024)
      .describe('Size of the storage of an application, which all its `storage` mounts share.'),
    scratch_mib: wholeNumber(16, largestScratchMiB)
      .default(largestScratchMiB)
      .describe('What the `instance` and `tmp` mounts of one container may hold together.'),
    preallocate: z
      .boolean()
      .default(false)
      .describe(
        'Gives volumes of services and applications all of their room on the machine’s disk from the beginning, so that a full disk costs them no data.',
      ),
  })
  .prefault({})
  .describe(
    'Volumes. They take room on the machine’s disk only for what is in them, unless `preallocate` says otherwise.',
  )
  .transform(({ service_mib, application_mib, scratch_mib, preallocate }) => ({
    serviceMiB: service_mib,
    applicationMiB: application_mib,
    scratchMiB: scratch_mib,
    preallocate,
  }));
