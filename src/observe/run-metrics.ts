import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EndedRun, RunObserver } from '../task/run-observer.ts';

/** Metrics of runs, in the text format of Prometheus; fed by the moments of runs. */
export interface RunMetrics extends RunObserver {
  readonly contentType: string;
  text(): Promise<string>;
  /** Tells no more of a project that is gone. */
  forget(project: string): Promise<void>;
}

interface Depth {
  readonly project: string;
  readonly environment: string;
  readonly state: string;
  readonly count: number;
}

const place = ['project', 'environment', 'task'] as const;
/** Seconds: from the milliseconds of a start to the day that a run may take. */
const shortBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const longBuckets = [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];

function showDepths(registry: Registry, depths: () => Promise<readonly Depth[]>): void {
  new Gauge({
    name: 'errand_queue_runs',
    help: 'Runs that wait for a slot, are not due yet, or are under way.',
    labelNames: ['project', 'environment', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { count, ...labels } of await depths()) this.set({ ...labels }, count);
    },
  });
}

const labelsOf = ({ project, environment, task }: EndedRun) => ({ project, environment, task });

function timingHistograms(registry: Registry) {
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, labelNames: place, buckets, registers: [registry] });
  const wait = histogram('errand_run_wait_seconds', 'From the trigger to the slot.', longBuckets);
  const start = histogram('errand_run_start_seconds', 'From the slot to the command.', shortBuckets);
  const execute = histogram('errand_run_execute_seconds', 'From the command to its end.', longBuckets);
  const observe = (run: EndedRun) => {
    const { timings } = run;
    wait.observe(labelsOf(run), timings.wait);
    if (timings.start > 0) start.observe(labelsOf(run), timings.start);
    if (timings.execute > 0) execute.observe(labelsOf(run), timings.execute);
  };
  return { histograms: [wait, start, execute], observe };
}

/** Takes away what was counted of a project. Values of a histogram have the bound of their bucket among their labels. */
async function forgetProject(metric: Counter | Histogram, project: string): Promise<void> {
  const { values } = await metric.get();
  for (const { labels } of values) {
    if (labels.project !== project) continue;
    const { le: _bound, ...own } = labels as Record<string, string | number>;
    metric.remove(own);
  }
}

/** `depths` is asked when the metrics are read. Run ids are in no label, so that their number is bounded. */
export function openRunMetrics(depths: () => Promise<readonly Depth[]>): RunMetrics {
  const registry = new Registry();
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: [...place, 'outcome'], registers: [registry] });
  const runs = counter('errand_runs_total', 'Runs that ended, by how.');
  const retries = counter('errand_run_retries_total', 'Attempts that another followed, by how they ended.');
  const { histograms, observe } = timingHistograms(registry);
  showDepths(registry, depths);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    async forget(project) {
      for (const metric of [runs, retries, ...histograms]) await forgetProject(metric, project);
    },
    ended(run) {
      runs.inc({ ...labelsOf(run), outcome: run.outcome });
      observe(run);
    },
    retried(run) {
      retries.inc({ ...labelsOf(run), outcome: run.outcome });
      observe(run);
    },
  };
}
