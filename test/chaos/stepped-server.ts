/**
 * `errand serve` for the harness: the same server, which from SIGUSR2 on ends itself with SIGKILL at a named moment of a run
 * (`CHAOS_MOMENT`), whose store answers slowly (`CHAOS_STORE_DELAY`, milliseconds) and whose clock goes wrong
 * (`CHAOS_CLOCK`, milliseconds).
 */
import { StatementSync } from 'node:sqlite';
import { startServer } from '../../src/main.ts';
import type { RunSteps } from '../../src/task/lifecycle.ts';
import type { PreparedRun } from '../../src/task/stage.ts';
import type { Moment, StepName } from './plan.ts';

const {
  CHAOS_MOMENT: momentText,
  CHAOS_STORE_DELAY: delayText,
  CHAOS_CLOCK: clockText,
  PORT: port,
} = process.env;
const moment = momentText === undefined ? null : (JSON.parse(momentText) as Moment);
let left = moment?.occurrence ?? 0;
let armed = false;

function reach(step: StepName, side: Moment['side']): void {
  if (!armed || moment === null || moment.step !== step || moment.side !== side) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

async function at<T>(step: StepName, work: () => Promise<T>): Promise<T> {
  reach(step, 'before');
  const result = await work();
  reach(step, 'after');
  return result;
}

const stepped = (prepared: PreparedRun): PreparedRun => ({
  ...prepared,
  begin: () => at('begin', () => prepared.begin()),
});

function aroundSteps(steps: RunSteps): RunSteps {
  return {
    prepare: (...words) => at('prepare', async () => stepped(await steps.prepare(...words))),
    recordStart: (run) => at('recordStart', () => steps.recordStart(run)),
    supervise: (...words) => at('supervise', () => steps.supervise(...words)),
    collect: (...words) => at('collect', () => steps.collect(...words)),
    decide: (...words) => steps.decide(...words),
    failure: (...words) => steps.failure(...words),
    recordEnd: (...words) => at('recordEnd', () => steps.recordEnd(...words)),
    cleanUp: (prepared) => at('cleanUp', () => steps.cleanUp(prepared)),
  };
}

/** Each statement takes as long again, and holds up the whole server, as a disk that does not answer. */
function slowDown(milliseconds: number): void {
  const wait = new Int32Array(new SharedArrayBuffer(4));
  const { all, run } = StatementSync.prototype;
  StatementSync.prototype.all = function (...words) {
    Atomics.wait(wait, 0, 0, milliseconds);
    return all.apply(this, words as never);
  };
  StatementSync.prototype.run = function (...words) {
    Atomics.wait(wait, 0, 0, milliseconds);
    return run.apply(this, words as never);
  };
}

function misleadClock(milliseconds: number): void {
  const RealDate = Date;
  const { now } = Date;
  globalThis.Date = class extends RealDate {
    constructor(...words: []) {
      if (words.length === 0) super(now() + milliseconds);
      else super(...words);
    }
    static override now() {
      return now() + milliseconds;
    }
  } as DateConstructor;
}

process.once('SIGUSR2', () => {
  armed = true;
  if (delayText !== undefined) slowDown(Number(delayText));
  if (clockText !== undefined) misleadClock(Number(clockText));
});
const server = await startServer({ log: 'stdout', aroundSteps, port: Number(port) });
process.once('SIGTERM', () => {
  // This is the harness's own end: one killed here would leave its containers to nobody.
  armed = false;
  void server.close().then(() => process.exit(0));
});
