import { z } from 'zod';
import { wholeNumber } from '../key.ts';

const hostName = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

const reachError = 'Must be `on`, `off`, or a list of host names.';

/** What a build reaches: the public internet, nothing, or some hosts. */
export type BuildReach = 'on' | 'off' | readonly string[];

function reach(written: string | readonly string[]): BuildReach {
  if (typeof written !== 'string') return written;
  return written === 'off' ? 'off' : 'on';
}

/** How sources become slugs. */
export const builds = z
  .strictObject({
    network: z
      .union(
        [
          z.string().regex(/^(on|off)$/, reachError),
          z.array(z.string().regex(hostName, 'Must be a host name such as `registry.npmjs.org`.')).min(1),
        ],
        { error: reachError },
      )
      .default('on')
      .describe(
        'What a build reaches: `on` the public internet, `off` nothing, or the hosts of a list by a proxy; `*.example.org` is every host below that name.',
      ),
    at_once: wholeNumber(1, 256)
      .optional()
      .describe('Builds that run at the same time; as many as the machine has cores when left out.'),
    timeout_seconds: wholeNumber(1, 86_400)
      .default(3600)
      .describe('How long the build of one workload may take, and as long packing what it left.'),
    memory_mib: wholeNumber(64, 1_048_576)
      .optional()
      .describe('Memory of one build, its page cache with it; half of the machine’s when left out.'),
    disk_mib: wholeNumber(1, 16_777_216)
      .default(8192)
      .describe(
        'What one build may write, its result and its temporary files together; and as much what it keeps for the next. The files of the result may have no more bytes either, holes counted.',
      ),
  })
  .prefault({})
  .describe('Builds.')
  .transform(({ network, at_once, timeout_seconds, memory_mib, disk_mib }) => ({
    network: reach(network),
    atOnce: at_once ?? null,
    timeoutSeconds: timeout_seconds,
    memoryMiB: memory_mib ?? null,
    diskMiB: disk_mib,
  }));

export type BuildsSettings = z.output<typeof builds>;
