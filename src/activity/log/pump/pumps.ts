import {
  existsSync,
  type FSWatcher,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { EventLog } from '../../../observe/event-log.ts';
import { createMask } from '../../../secret/mask/masker.ts';
import { Secret } from '../../../secret/secret.ts';
import type { KeeperProcess } from './keeper.ts';
import type { LogWriters } from './log-writers.ts';
import { endFormerGuard, OutputGuard } from './output-guard.ts';
import type { PaceLimit } from './pace.ts';
import { Pump } from './pump.ts';
import { RawOutput } from './raw-output.ts';
import type { SourceTerms } from './source.ts';

export interface PumpsSettings {
  /** Where the containers' keepers write, a file for each container, named by its id. */
  readonly outputDirectory: string;
  /** Where the terms of what is pumped are kept over a crash. Holds secrets, so it is in memory only. */
  readonly termsDirectory: string;
  /** Where the guard over the outputs is noted. */
  readonly guardPath: string;
  readonly writers: LogWriters;
  readonly pace: PaceLimit | null;
  /** Raw output that each keeper may write while no server is there; then it waits. */
  readonly aheadBytes: number;
  /** Raw output that may wait whatever happens, as while a server hangs; what is beyond is lost. */
  readonly mostBytes: number;
  readonly log: EventLog;
  /** Fires when the server begins to stop: from then on nobody waits for a disk that is full. */
  readonly stopping: AbortSignal;
}

/** A container's output on its way into a log. */
export interface Pumping {
  /** What the log does not show of it; of one that a former server began, too. */
  readonly hidden: readonly string[];
  /** Resolves when all of it is in the log. To be called when the keeper is gone; the same promise every time. */
  drained(): Promise<void>;
}

/** For what inotify does not tell. */
const recheckMilliseconds = 1000;
const startPatienceMilliseconds = 60_000;
const nobody: KeeperProcess = { pid: 0, startTicks: '', lives: () => false };

/** Pumps the output of every container into its log, woken by inotify. */
export class Pumps {
  readonly #settings: PumpsSettings;
  readonly #pumps = new Map<string, Pump>();
  readonly #guard: OutputGuard;
  readonly #watcher: FSWatcher;
  readonly #recheck: NodeJS.Timeout;
  #closed = false;

  constructor(settings: PumpsSettings) {
    this.#settings = settings;
    this.#guard = new OutputGuard({ ...settings, path: settings.guardPath });
    for (const path of [settings.outputDirectory, settings.termsDirectory]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    }
    this.#watcher = watch(settings.outputDirectory, (_, name) => {
      if (name !== null) this.#pumps.get(name)?.wake();
    });
    this.#watcher.on('error', (error) => settings.log.error({ error }, 'output is no longer watched for'));
    this.#recheck = setInterval(() => {
      for (const pump of this.#pumps.values()) pump.wake();
    }, recheckMilliseconds);
    this.#recheck.unref();
  }

  /** Begins to pump. Throws where the log or the notes about it cannot be written. */
  begin(terms: SourceTerms, keeper: KeeperProcess): Pumping {
    writeFileSync(this.#termsPath(terms.id), JSON.stringify(terms), { mode: 0o600 });
    return this.#start(terms, keeper);
  }

  /**
   * Goes on with everything that a former server pumped, from where it was. To be called before anybody writes to those logs.
   * `keeperOf` gives null for a container that is gone, of which only the rest of its output is there.
   */
  async resume(keeperOf: (id: string) => KeeperProcess | null): Promise<ReadonlyMap<string, Pumping>> {
    await endFormerGuard(this.#settings.guardPath);
    const writers = this.#settings.writers.recover();
    const terms = new Map(this.#readTerms().map((one) => [one.id, one]));
    for (const writer of writers) {
      for (const id of writer.sourceIds) if (!terms.has(id)) this.#settings.writers.release(writer, id);
    }
    const resumed = new Map<string, Pumping>();
    for (const one of terms.values()) {
      const keeper = keeperOf(one.id);
      // With its container went what a server that stopped could not bring into a full log.
      const isLost = keeper === null && !existsSync(one.rawPath);
      const pumping =
        keeper === null ? this.#start(one, nobody, this.#startPatience()) : this.#start(one, keeper);
      if (isLost) this.#pumps.get(one.id)?.noteLoss();
      resumed.set(one.id, pumping);
      if (keeper === null) await pumping.drained();
    }
    return resumed;
  }

  /** Stops where it is; another server can go on. */
  close(): void {
    this.#closed = true;
    this.#watcher.close();
    clearInterval(this.#recheck);
    for (const pump of this.#pumps.values()) pump.close();
    this.#pumps.clear();
    this.#guard.close();
  }

  /** No start of a server waits long for a full disk; what is not in its log by then is left to the next one. */
  #startPatience(): AbortSignal {
    return AbortSignal.any([this.#settings.stopping, AbortSignal.timeout(startPatienceMilliseconds)]);
  }

  #start(terms: SourceTerms, keeper: KeeperProcess, patience = this.#settings.stopping): Pumping {
    const { writers, ...shared } = this.#settings;
    const { limit } = terms;
    const writer = writers.open(terms.logPath, limit?.kind === 'rotate' ? limit.bytes : null);
    const raw = new RawOutput(terms.rawPath);
    const mask = createMask(terms.hidden.map((text) => new Secret(text)));
    const pump = new Pump({ ...shared, terms, raw, writer, keeper, mask });
    this.#pumps.set(terms.id, pump);
    if (keeper.pid !== 0) this.#guard.keep(keeper, basename(terms.rawPath));
    pump.wake();
    const drain = async () => {
      const isSettled = await pump.drain(patience);
      raw.close();
      if (this.#closed || !isSettled) return;
      this.#pumps.delete(terms.id);
      this.#guard.forget(keeper, basename(terms.rawPath));
      // In this order: after a crash in between, a source without terms is one that is done.
      rmSync(this.#termsPath(terms.id), { force: true });
      writers.release(writer, terms.id);
    };
    let drained: Promise<void> | undefined;
    return {
      hidden: terms.hidden,
      drained() {
        drained ??= drain();
        return drained;
      },
    };
  }

  #termsPath(id: string): string {
    return join(this.#settings.termsDirectory, `${id}.json`);
  }

  #readTerms(): readonly SourceTerms[] {
    const paths = readdirSync(this.#settings.termsDirectory).map((name) =>
      join(this.#settings.termsDirectory, name),
    );
    return paths.flatMap((path) => {
      try {
        return [JSON.parse(readFileSync(path, 'utf8')) as SourceTerms];
      } catch {
        // The crash came while it was written, before anything was pumped.
        rmSync(path, { force: true });
        return [];
      }
    });
  }
}
