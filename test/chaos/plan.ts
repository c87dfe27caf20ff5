import { type Dice, openDice } from './dice.ts';
import type { KindName } from './kinds.ts';

export const victims = ['conmon', 'init', 'runtime'] as const;
/** Whom a signal goes to, beside the server itself. */
export type Victim = (typeof victims)[number];

export const lifecycleSteps = [
  'prepare',
  'recordStart',
  'begin',
  'supervise',
  'collect',
  'recordEnd',
  'cleanUp',
] as const;
export type StepName = (typeof lifecycleSteps)[number];

/** A moment of some run's life at which the server ends itself with SIGKILL. */
export interface Moment {
  readonly step: StepName;
  readonly side: 'before' | 'after';
  /** At the n-th time that the step is reached. */
  readonly occurrence: number;
}

export const nameOfMoment = ({ side, step }: Pick<Moment, 'side' | 'step'>) => `${side} ${step}`;

/** All of them. */
export const momentNames: readonly string[] = lifecycleSteps.flatMap((step) => [
  nameOfMoment({ side: 'before', step }),
  nameOfMoment({ side: 'after', step }),
]);

export interface Kill {
  readonly victim: Victim;
  readonly afterMilliseconds: number;
  /** Which of those there are then. */
  readonly choice: number;
  /** SIGSTOP, and SIGCONT some time later, in place of SIGKILL. */
  readonly pauseMilliseconds: number | null;
}

/** What befalls the server itself beside kills. */
export type Misfortune = 'none' | 'full-disk' | 'slow-store' | 'clock' | 'stopped' | 'read-only';

/** One server's life and what happens in it. */
export interface Life {
  readonly runs: readonly KindName[];
  /** Of which the harness cancels some, by their place in `runs`. */
  readonly cancelled: readonly number[];
  readonly kills: readonly Kill[];
  /** The server's end: at a moment of a run, or after so many milliseconds. */
  readonly end: Moment | number;
  readonly misfortune: Misfortune;
}

/** The kernel takes its time over a limit of memory, and a flood takes that of everybody. */
const usualMix: readonly KindName[] = [
  ...(['short', 'short', 'short', 'long', 'long', 'noisy', 'forking', 'retried', 'stubborn'] as const),
  ...(['short', 'short', 'short', 'long', 'long', 'noisy', 'forking', 'retried', 'stubborn'] as const),
  'memory-eating',
  'flooding',
];
const misfortunes = ['full-disk', 'slow-store', 'clock', 'stopped', 'read-only'] as const;

function planKill(dice: Dice, within: number): Kill {
  return {
    victim: dice.pick(['conmon', 'init', 'init', 'runtime'] as const),
    afterMilliseconds: Math.round(dice.between(20, within)),
    choice: dice.below(1000),
    pauseMilliseconds: dice.below(12) === 0 ? Math.round(dice.between(200, 1500)) : null,
  };
}

/** Every step is the end of one life in its turn, before and after it; each eighth life ends at any time. */
function planEnd(
  dice: Dice,
  index: number,
  { milliseconds, runs }: PlanSize,
  misfortune: Misfortune,
): Moment | number {
  if (index % 8 === 4) {
    // A server that hardly lives leaves little to kill.
    const earliest = dice.below(4) === 0 ? 10 : milliseconds / 2;
    return Math.round(dice.between(earliest, milliseconds));
  }
  const turn = index - Math.floor((index + 3) / 8);
  const step = lifecycleSteps[turn % lifecycleSteps.length] ?? 'prepare';
  const side = Math.floor(turn / lifecycleSteps.length) % 2 === 0 ? 'before' : 'after';
  // After the jump of a clock no token is valid: the runs that are there already must be enough.
  const occurrence = misfortune === 'clock' ? 2 : Math.ceil(dice.between(0.1, 0.4) * runs);
  return { step, side, occurrence };
}

export interface PlanSize {
  readonly runs: number;
  readonly kills: number;
  /** In which the kills happen. */
  readonly milliseconds: number;
  /** What runs, each as often as it is named; every kind where it is left out. */
  readonly mix?: readonly KindName[];
}

/** What is enough for the processes of two cores, and keeps them busy. */
export const usualSize: PlanSize = { runs: 40, kills: 60, milliseconds: 5000 };

/** The life with this number in the sequence of this seed: always the same one. */
export function planLife(seed: number, index: number, size: PlanSize): Life {
  const dice = openDice(Math.imul(seed, 0x9e3779b1) + index);
  const { mix = usualMix } = size;
  const runs = Array.from({ length: size.runs }, () => dice.pick(mix));
  const misfortune =
    index % 3 === 2 ? (misfortunes[Math.floor(index / 3) % misfortunes.length] ?? 'none') : 'none';
  return {
    runs,
    cancelled: runs.flatMap((_, run) => (dice.below(8) === 0 ? [run] : [])),
    kills: Array.from({ length: size.kills }, () => planKill(dice, size.milliseconds)),
    end: planEnd(dice, index, size, misfortune),
    misfortune,
  };
}
