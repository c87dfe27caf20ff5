import { catalogue } from '../../errors/catalogue.ts';
import type { ActivityDocument } from '../client/documents.ts';
import { isErrorCode } from '../client/error-response.ts';
import { commandExitCode, readOutcome } from './outcome.ts';

const timedOut = 124;
/** As of a program that SIGINT ended: 128 + 2. */
export const interrupted = 130;
const killed = 137;
const failed = 1;

/** The exit status for a run that was waited for: its command's own, or for an end without one what timeout(1) and shells use. */
export function runExitStatus(activity: ActivityDocument): number {
  const code = commandExitCode(activity);
  switch (readOutcome(activity)?.kind) {
    case 'succeeded':
      return 0;
    case 'failed':
      return code || failed;
    case 'out_of_memory':
      return code || killed;
    case 'timed_out':
      return timedOut;
    case 'cancelled':
      return interrupted;
    case undefined:
      return statusFromResult(activity, code || failed);
    default:
      return failed;
  }
}

/** The exit status for a push: that of the catalogue's error it ended with. */
export function pushExitStatus(activity: ActivityDocument): number {
  const error = activity.payload?.error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
  return statusFromResult(activity, catalogue[isErrorCode(code) ? code : 'build_failed'].exitCode);
}

function statusFromResult(activity: ActivityDocument, onFailure: number): number {
  if (activity.result === 'success') return 0;
  return activity.state === 'cancelled' ? interrupted : onFailure;
}
