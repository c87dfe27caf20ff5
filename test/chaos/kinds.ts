/** What a run of the mix does, and what may become of it when nobody disturbs it. */
export interface Kind {
  readonly script: string;
  /** Numbered lines that it prints where it comes to its own end. */
  readonly lines: number;
  readonly outcome: 'succeeded' | 'failed' | 'out_of_memory' | 'timed_out';
  /** More of the trigger's body. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A program that only a run of this harness leaves behind. */
export const strayProgram = ['sleep', `301.${process.pid}`] as const;

const stray = strayProgram.join(' ');
const count = (lines: number, from = 1) => `seq -f 'L %.0f' ${from} ${lines}`;
const slowly = (lines: number) =>
  `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "L $i"; sleep 0.1; done`;

export const kinds = {
  short: { script: `${count(3)}; exit 3`, lines: 3, outcome: 'failed' },
  long: { script: slowly(25), lines: 25, outcome: 'succeeded' },
  noisy: { script: count(20_000), lines: 20_000, outcome: 'succeeded' },
  flooding: {
    // 48 MB, more than may wait anywhere.
    script: `filler=$(head -c 8000 /dev/zero | tr '\\0' x); ${count(6000)} | sed "s/$/\\n$filler/"`,
    lines: 6000,
    outcome: 'succeeded',
  },
  forking: {
    script: `for j in 1 2 3; do (setsid ${stray} &); ${stray} & done; ${count(10)}; sleep 0.3; exit 4`,
    lines: 10,
    outcome: 'failed',
  },
  'memory-eating': {
    // Only a child of the command is killed for it; the command itself ends with 0.
    script: `${count(5)}; head -c 700m /dev/zero | tail | wc -c >/dev/null; exit 0`,
    lines: 5,
    outcome: 'out_of_memory',
  },
  stubborn: {
    script: `trap '' TERM; ${slowly(600)}`,
    lines: 600,
    outcome: 'timed_out',
    body: { timeout: 1 },
  },
  retried: { script: `${count(4)}; exit 5`, lines: 4, outcome: 'failed', body: { retries: 1 } },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;
