import { setTimeout as delay } from 'node:timers/promises';
import { cancel } from '../support/follow-run.ts';
import { type Held, settledHold } from '../support/run-traces.ts';
import { triggerWith } from '../support/trigger-with.ts';
import { chaosProject } from './chaos-project.ts';
import { type ChaosServer, openChaosServer } from './chaos-server.ts';
import { judge, type Triggered, type Verdict } from './judge.ts';
import { type Kind, type KindName, kinds } from './kinds.ts';
import { type Life, type PlanSize, planLife } from './plan.ts';
import { type Struck, strike } from './striker.ts';

/** Runs at once; more than by default, so that more is there to kill. */
const runsAtOnce = 8;
const clockJumpMilliseconds = 3_600_000;
const storeDelayMilliseconds = 15;
/** For kills that have found nobody. */
const patienceMilliseconds = 2500;
/** For a moment that has not come; a run is sure to come to it. */
const momentMilliseconds = 30_000;
const lastWordsMilliseconds = 5000;

export interface HarnessSettings {
  readonly seed: number;
  readonly size: PlanSize;
  /** How long a server is held by SIGSTOP. */
  readonly stopMilliseconds: number;
  /** A /16 that no other harness on the machine has. */
  readonly network: string;
  /** Which life of the sequence is the first; a season's first, to have the same again. */
  readonly first?: number;
}

export interface LifeReport {
  readonly index: number;
  readonly life: Life;
  /** Whether the server came to the moment at which it had to end itself; null where it ends at a time. */
  readonly metMoment: boolean | null;
  readonly kills: number;
  readonly runs: number;
  readonly restartMilliseconds: number;
}

export interface SeasonReport extends Verdict {
  readonly lives: readonly LifeReport[];
  readonly kills: number;
  readonly runs: number;
  readonly judgedMilliseconds: number;
}

/** A trigger that nobody knows the fate of. */
interface Unanswered {
  readonly key: string;
  readonly kind: KindName;
  readonly body: unknown;
}

/** Carries out lives of a server, one close behind the other, and tells after each season of them what was wrong. */
export class Harness implements AsyncDisposable {
  readonly #server: ChaosServer;
  readonly #settings: HarnessSettings;
  readonly #before: Held;
  #next: number;

  private constructor(server: ChaosServer, settings: HarnessSettings, before: Held) {
    this.#server = server;
    this.#settings = settings;
    this.#before = before;
    this.#next = settings.first ?? 0;
  }

  static async open(settings: HarnessSettings): Promise<Harness> {
    const server = await openChaosServer({
      ERRAND_RUNS_AT_ONCE: String(runsAtOnce),
      ERRAND_NETWORK: settings.network,
    });
    try {
      const { activity, log } = await server.client.deploy(chaosProject);
      if (activity.result !== 'success') throw new Error(`the project could not be deployed:\n${log}`);
      // The first run makes what all later ones share.
      await server.client.run('script', { KEY: 'first', SCRIPT: 'true' });
      const harness = new Harness(server, settings, await settledHold(server));
      server.signal('SIGKILL');
      await server.gone();
      await server.start(harness.#settingsFor(harness.#plan(harness.#next)));
      return harness;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** So many lives, whose runs are judged together when the last of them is over. */
  async season(lives: number): Promise<SeasonReport> {
    try {
      return await this.#season(lives);
    } catch (error) {
      // A connection that is refused may be heard of before the end of the process that refused it.
      await Promise.race([this.#server.gone(), delay(lastWordsMilliseconds, undefined, { ref: false })]);
      const words = await this.#server.lastWords();
      throw new Error(`before life ${this.#next} all went wrong: ${error}\n${words}`, { cause: error });
    }
  }

  async #season(lives: number): Promise<SeasonReport> {
    const reports: LifeReport[] = [];
    const runs: Triggered[] = [];
    const struck: Struck = { kills: 0, containers: new Set(), paused: new Set() };
    for (let life = 0; life < lives; life++) reports.push(await this.#live(runs, struck));
    const diskWasFull = reports.some(({ life }) => life.misfortune === 'full-disk');
    const from = performance.now();
    const verdict = await judge({
      server: this.#server,
      runs,
      struck: struck.containers,
      paused: struck.paused,
      runsAtOnce,
      diskWasFull,
      before: this.#before,
    });
    const judgedMilliseconds = Math.round(performance.now() - from);
    return { ...verdict, lives: reports, kills: struck.kills, runs: runs.length, judgedMilliseconds };
  }

  output(): Promise<string> {
    return this.#server.output();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  #plan(index: number): Life {
    return planLife(this.#settings.seed, index, this.#settings.size);
  }

  /** What the server of this life needs to know at its start; it takes effect with SIGUSR2. */
  #settingsFor({ end, misfortune }: Life): Readonly<Record<string, string>> {
    return {
      ...(typeof end === 'number' ? {} : { CHAOS_MOMENT: JSON.stringify(end) }),
      ...(misfortune === 'slow-store' ? { CHAOS_STORE_DELAY: String(storeDelayMilliseconds) } : {}),
      ...(misfortune === 'clock' ? { CHAOS_CLOCK: String(clockJumpMilliseconds) } : {}),
    };
  }

  async #live(runs: Triggered[], struck: Struck): Promise<LifeReport> {
    const index = this.#next++;
    const life = this.#plan(index);
    const before = { kills: struck.kills, runs: runs.length };
    // The clock goes wrong when runs are under way: no token is valid an hour later.
    if (life.misfortune !== 'clock') this.#server.signal('SIGUSR2');
    const { milliseconds } = this.#settings.size;
    const until = performance.now() + milliseconds + patienceMilliseconds;
    const striking = strike(this.#server, life.kills, struck, until);
    const triggering = this.#trigger(index, life, runs);
    const [unanswered] = await Promise.all([triggering, this.#befall(life), striking]);
    const metMoment = typeof life.end === 'number' ? null : await this.#meetsMoment();
    this.#server.signal('SIGKILL');
    await this.#server.gone();
    const { endedBy } = this.#server;
    if (endedBy !== 'SIGKILL') throw new Error(`life ${index}: ${await this.#server.lastWords()}`);
    struck.kills += 1;
    const restartMilliseconds = await this.#restart(life, this.#plan(index + 1));
    if (unanswered !== null) await this.#triggerAgain(unanswered, runs);
    return {
      index,
      life,
      metMoment,
      kills: struck.kills - before.kills,
      runs: runs.length - before.runs,
      restartMilliseconds,
    };
  }

  /** Adds those that the server accepted before it ended; the one over which it ended may be accepted or not, and is returned. */
  async #trigger(index: number, life: Life, runs: Triggered[]): Promise<Unanswered | null> {
    for (const [place, name] of life.runs.entries()) {
      const kind: Kind = kinds[name];
      const key = `${index}.${place}`;
      const body = { variables: { env: { KEY: key, SCRIPT: kind.script } }, ...kind.body };
      const answer = await this.#post(key, body).catch(() => null);
      if (answer === null) return { key, kind: name, body };
      if (answer.id === '') continue;
      const cancelled = life.cancelled.includes(place) && (await this.#cancel(answer.id));
      runs.push({ key, kind: name, id: answer.id, cancelled });
      await delay(this.#settings.size.milliseconds / (life.runs.length * 2));
    }
    return null;
  }

  /** As a client does whose server is up again: the same key gives the same run, whether or not it was accepted before. */
  async #triggerAgain({ key, kind, body }: Unanswered, runs: Triggered[]): Promise<void> {
    const { id, status, message } = await this.#post(key, body);
    if (id === '') throw new Error(`the trigger of ${key} was answered with ${status}: ${message}`);
    runs.push({ key, kind, id, cancelled: false });
  }

  #post(key: string, body: unknown) {
    return triggerWith(this.#server.client, 'script', body, { 'Idempotency-Key': `run-${key}` });
  }

  /** Waits until the server has ended itself at its moment; false where the moment did not come. */
  async #meetsMoment(): Promise<boolean> {
    await Promise.race([this.#server.gone(), delay(momentMilliseconds, undefined, { ref: false })]);
    return !this.#server.lives();
  }

  /** False where the server refused; one that died over it may have taken it down. */
  async #cancel(id: string): Promise<boolean> {
    const answer = await cancel(this.#server.client, id).catch(() => null);
    return answer === null || answer.ok || answer.status >= 500;
  }

  async #befall({ misfortune, end }: Life): Promise<void> {
    const server = this.#server;
    const third = this.#settings.size.milliseconds / 3;
    if (misfortune === 'clock') {
      await delay(third);
      server.signal('SIGUSR2');
    }
    if (misfortune === 'full-disk') {
      await delay(third);
      await server.whileDiskIsFull(() => delay(third));
    }
    if (misfortune === 'stopped' && server.lives()) {
      server.signal('SIGSTOP');
      await delay(this.#settings.stopMilliseconds);
      server.signal('SIGCONT');
    }
    if (typeof end === 'number') {
      await delay(end);
      server.signal('SIGKILL');
    }
  }

  async #restart({ misfortune }: Life, next: Life): Promise<number> {
    if (misfortune === 'read-only') {
      const started = await this.#server.whileReadOnly(() =>
        this.#server.start().then(
          () => true,
          () => false,
        ),
      );
      // It must say that it cannot serve, and leave what runs for the next one.
      if (started) throw new Error('a server came up that cannot write its state');
    }
    const from = performance.now();
    await this.#server.start(this.#settingsFor(next));
    return Math.round(performance.now() - from);
  }
}
