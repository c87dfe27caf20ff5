import type { KeptArtifacts } from '../artifact/artifacts.ts';
import type { Container, Exit } from '../engine/engine.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';
import type { PreparedRun, Stage } from './stage.ts';
import type { StopRequest } from './stop-request.ts';

/** What is fixed when a run leaves the queue. */
export interface RunTerms {
  readonly timeoutSeconds: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMilliseconds: number;
  /** What a deploy does to it. */
  readonly onDeploy: 'cancel' | 'drain' | 'finish';
  /** How long a deploy waits for its end, with `drain`. */
  readonly drainSeconds: number;
}

/** The moments of a run; each is done by a file of its own. */
export interface RunSteps {
  /** The container, ready and not begun. */
  prepare(stage: Stage, run: Run): Promise<PreparedRun>;
  /** Writes down, for good, that the command is about to begin: from here on it is never begun again. */
  recordStart(run: Run): Promise<Run>;
  /** Waits for the end; asks the command to end when its time is over or somebody wants it to. */
  supervise(run: Run, terms: RunTerms, container: Container, stop: StopRequest): Promise<Exit>;
  /** Keeps what the command left. Never throws: what cannot be kept is said in the log. */
  collect(run: Run, prepared: PreparedRun): Promise<KeptArtifacts | null>;
  decide(terms: RunTerms, exit: Exit, stop: StopRequest): Outcome;
  failure(run: Run, error: unknown, stop: StopRequest): Outcome;
  /**
   * Writes the outcome and seals the log; where the trigger asked for retries and an attempt is left, gives the run back to
   * the queue instead. Does nothing where the run has an outcome already.
   */
  recordEnd(run: Run, outcome: Outcome, exit: Exit | null, kept?: KeptArtifacts | null): Promise<void>;
  /** Takes away what was made for the run. Never throws. */
  cleanUp(prepared: PreparedRun): Promise<void>;
}

/** What goes with a run through its life in this process. */
export interface RunCourse {
  readonly terms: RunTerms;
  readonly stop: StopRequest;
  /** To be called when the command has begun. */
  readonly begun: () => void;
}

/** A run that left the queue, from its container to its outcome. */
export async function executeRun(
  steps: RunSteps,
  stage: Stage,
  claimed: Run,
  { terms, stop, begun }: RunCourse,
): Promise<void> {
  let prepared: PreparedRun | undefined;
  let run = claimed;
  const carryOut = async () => {
    prepared = await steps.prepare(stage, run);
    if (stop.reason === null) {
      run = await steps.recordStart(run);
      await prepared.begin();
    } else {
      await prepared.container.signal('SIGKILL');
    }
    begun();
    return steps.supervise(run, terms, prepared.container, stop);
  };
  try {
    const ending = await endingOf(steps, claimed, { terms, stop }, carryOut);
    await record(steps, run, prepared, ending);
  } finally {
    if (prepared !== undefined) await steps.cleanUp(prepared);
  }
}

interface Ending {
  readonly outcome: Outcome;
  /** Null where it failed before its command's end was known. */
  readonly exit: Exit | null;
}

async function endingOf(
  steps: RunSteps,
  run: Run,
  { terms, stop }: Pick<RunCourse, 'terms' | 'stop'>,
  carryOut: () => Promise<Exit>,
): Promise<Ending> {
  try {
    const exit = await carryOut();
    return { outcome: steps.decide(terms, exit, stop), exit };
  } catch (error) {
    return { outcome: steps.failure(run, error, stop), exit: null };
  }
}

/** What fails from here on makes no other outcome of the one that is known. */
async function record(
  steps: RunSteps,
  run: Run,
  prepared: PreparedRun | undefined,
  { outcome, exit }: Ending,
): Promise<void> {
  const kept = exit === null || prepared === undefined ? null : await steps.collect(run, prepared);
  await steps.recordEnd(run, outcome, exit, kept);
}

/** A run that outlived the server that began it: from wherever it is to its outcome. */
export async function resumeRun(
  steps: RunSteps,
  prepared: PreparedRun,
  run: Run,
  { terms, stop, begun }: RunCourse,
): Promise<void> {
  const carryOut = async () => {
    await prepared.begin();
    begun();
    return steps.supervise(run, terms, prepared.container, stop);
  };
  try {
    const ending = await endingOf(steps, run, { terms, stop }, carryOut);
    await record(steps, run, prepared, ending);
  } finally {
    await steps.cleanUp(prepared);
  }
}
