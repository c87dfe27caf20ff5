import { ErrandError } from '../errors/errand-error.ts';

/** Which workload triggered a run, and what led to that: `payload.triggered_by` of the run's activity. */
export interface Origin {
  readonly kind: 'application' | 'cron' | 'task';
  readonly workload: string;
  readonly container: string;
  /** The activity that the workload's container belongs to; null for an application, which has none. */
  readonly activity: string | null;
  /** Activities that led here, the first one first, the workload's own last. */
  readonly chain: readonly string[];
  /** How many triggers by workloads led to this run, this one included: 1 where no run triggered the one that triggers. */
  readonly depth: number;
}

/** The container that asks, and the activity it belongs to. */
export interface Triggering {
  readonly workload: string;
  readonly container: string;
  readonly parent: {
    readonly kind: 'cron' | 'task';
    readonly activity: string;
    /** The parent activity's payload. */
    readonly payload: Readonly<Record<string, unknown>>;
  } | null;
}

function linkOf(payload: Readonly<Record<string, unknown>>): Pick<Origin, 'chain' | 'depth'> {
  const { chain, depth } = Object(payload.triggered_by) as Partial<Origin>;
  return {
    chain: Array.isArray(chain) ? chain.map(String) : [],
    depth: typeof depth === 'number' ? depth : 0,
  };
}

/** The next link of a chain. Error: `chain_too_long`. */
export function nextLink({ workload, container, parent }: Triggering, longest: number): Origin {
  if (parent === null) {
    return { kind: 'application', workload, container, activity: null, chain: [], depth: 1 };
  }
  const { kind, activity, payload } = parent;
  const before = linkOf(payload);
  const depth = before.depth + 1;
  const chain = [...before.chain, activity];
  if (depth > longest) {
    const message = `${workload} may not trigger a run: it is itself at the end of a chain of ${before.depth} triggers, and ${longest} may follow one another. Where a task triggers itself, give it a condition to end; the setting queue.longest_chain allows longer chains.`;
    throw new ErrandError('chain_too_long', message, { details: { longest, chain } });
  }
  return { kind, workload, container, activity, chain, depth };
}
