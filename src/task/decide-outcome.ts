import { constants } from 'node:os';
import type { Exit } from '../engine/engine.ts';
import { asErrandError } from '../errors/errand-error.ts';
import type { Outcome } from './outcome.ts';
import type { StopReason } from './stop-request.ts';

export interface RunLimits {
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
}

const firstSignalExit = 128;

/** The signal that an exit code above 128 stands for, as shells report it: 137 is SIGKILL. */
function signalOf(exitCode: number): string | null {
  const number = exitCode - firstSignalExit;
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}

/**
 * How a run ended, from how its container ended and why it was asked to stop. A request to stop outweighs the exit
 * code, since commands answer SIGTERM as they like; being killed for memory outweighs an exit code of 0.
 */
export function decideOutcome(exit: Exit, stop: StopReason | null, limits: RunLimits): Outcome {
  if (stop !== null) {
    return stop.kind === 'timed_out' ? { kind: 'timed_out', timeoutSeconds: limits.timeoutSeconds } : stop;
  }
  if (exit.kind === 'lost') return { kind: 'lost', reason: exit.reason };
  const { exitCode, usage } = exit;
  if (usage.outOfMemory) return { kind: 'out_of_memory', exitCode, limitMiB: limits.memoryMiB };
  if (exitCode === 0) return { kind: 'succeeded' };
  return { kind: 'failed', exitCode, signal: signalOf(exitCode) };
}

/** The outcome of a run whose container could not be made or started. */
export function startFailure(thrown: unknown): Outcome {
  const error = asErrandError(thrown);
  return { kind: 'start_failed', code: error.code, fault: error.fault, message: error.message };
}
