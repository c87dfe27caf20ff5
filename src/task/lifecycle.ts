import type { Container, Exit } from '../engine/engine.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';
import type { PreparedRun, Stage } from './stage.ts';
import type { StopRequest } from './stop-request.ts';

/** What is fixed when a run leaves the queue. */
export interface RunTerms {
  /** Null where an earlier server took it from the queue. */
  readonly claimedAt: Date | null;
  readonly timeoutSeconds: number;
}

/** The moments of a run; each is done by a file of its own. */
export interface RunSteps {
  /** The container, ready and not begun. */
  prepare(stage: Stage, run: Run): Promise<PreparedRun>;
  /** Writes down, for good, that the command is about to begin: from here on it is never begun again. */
  recordStart(run: Run): Promise<Run>;
  /** Waits for the end; asks the command to end when its time is over or somebody wants it to. */
  supervise(run: Run, terms: RunTerms, container: Container, stop: StopRequest): Promise<Exit>;
  decide(terms: RunTerms, exit: Exit, stop: StopRequest): Outcome;
  failure(run: Run, error: unknown, stop: StopRequest): Outcome;
  /** Writes the outcome, seals the log. Does nothing where the run has an outcome already. */
  recordEnd(run: Run, outcome: Outcome, exit: Exit | null, terms: RunTerms | null): Promise<void>;
  /** Takes away what was made for the run. Never throws. */
  cleanUp(prepared: PreparedRun): Promise<void>;
}

/** A run that left the queue, from its container to its outcome. */
export async function executeRun(
  steps: RunSteps,
  stage: Stage,
  claimed: Run,
  terms: RunTerms,
  stop: StopRequest,
): Promise<void> {
  let prepared: PreparedRun | undefined;
  let run = claimed;
  try {
    prepared = await steps.prepare(stage, run);
    if (stop.reason === null) {
      run = await steps.recordStart(run);
      await prepared.begin();
    } else {
      await prepared.container.signal('SIGKILL');
    }
    const exit = await steps.supervise(run, terms, prepared.container, stop);
    await steps.recordEnd(run, steps.decide(terms, exit, stop), exit, terms);
  } catch (error) {
    await steps.recordEnd(run, steps.failure(run, error, stop), null, terms);
  } finally {
    if (prepared !== undefined) await steps.cleanUp(prepared);
  }
}

/** A run that outlived the server that began it: from wherever it is to its outcome. */
export async function resumeRun(
  steps: RunSteps,
  prepared: PreparedRun,
  run: Run,
  terms: RunTerms,
  stop: StopRequest,
): Promise<void> {
  try {
    await prepared.begin();
    const exit = await steps.supervise(run, terms, prepared.container, stop);
    await steps.recordEnd(run, steps.decide(terms, exit, stop), exit, terms);
  } catch (error) {
    await steps.recordEnd(run, steps.failure(run, error, stop), null, terms);
  } finally {
    await steps.cleanUp(prepared);
  }
}
