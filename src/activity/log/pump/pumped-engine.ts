import { rmSync } from 'node:fs';
import type { ContainerSpec } from '../../../container/container-spec.ts';
import type {
  Container,
  Dress,
  Engine,
  FurtherCommand,
  KeptContainer,
  KeptEngine,
  KeptWaitingContainer,
  WaitingContainer,
} from '../../../engine/engine.ts';
import { untilDone } from '../../../linux/until-done.ts';
import type { Pumping, Pumps } from './pumps.ts';
import type { LogLimit, SourceTerms } from './source.ts';

/** The part of a container's spec that says where its output goes. */
type Output = Pick<ContainerSpec, 'logPath' | 'logLimitBytes' | 'hiddenTexts'>;

/** An engine whose containers' output goes to the log that their spec names. `limit`: of logs without one of their own. */
export function pumpedEngine(engine: KeptEngine, pumps: Pumps, limit: LogLimit | null): Engine {
  const termsOf = (container: KeptContainer, output: Output): SourceTerms => ({
    id: container.id,
    rawPath: container.rawOutputPath,
    logPath: output.logPath,
    limit: output.logLimitBytes === null ? limit : { kind: 'rotate', bytes: output.logLimitBytes },
    hidden: output.hiddenTexts ?? [],
  });
  return {
    async create(spec) {
      const container = await engine.create(spec);
      const pumped = new PumpedContainer(container);
      await orRemove(container, () => pumped.begin(pumps, termsOf(container, spec)));
      return pumped;
    },
    async createWaiting(spec) {
      const container = await engine.createWaiting(spec);
      return new PumpedWaitingContainer(container, pumps, (dress) =>
        termsOf(container, { ...spec, ...dress }),
      );
    },
    async adopt() {
      const containers = await engine.adopt();
      const byId = new Map(containers.map((container) => [container.id, container]));
      const resumed = await pumps.resume((id) => byId.get(id)?.keeper ?? null);
      return containers.map((container) => new PumpedContainer(container, resumed.get(container.id)));
    },
    leave: () => pumps.close(),
    async close() {
      pumps.close();
      await engine.close();
    },
  };
}

async function orRemove(container: Container, work: () => void): Promise<void> {
  try {
    work();
  } catch (error) {
    await container.remove();
    throw error;
  }
}

class PumpedContainer implements Container {
  readonly #kept: KeptContainer;
  #pumping: Pumping | undefined;
  readonly ended: Container['ended'];
  readonly #removed = untilDone(() => this.#remove());

  constructor(kept: KeptContainer, pumping?: Pumping) {
    this.#kept = kept;
    this.#pumping = pumping;
    this.ended = kept.ended.then(async (exit) => {
      await this.#pumping?.drained();
      return exit;
    });
  }

  get id() {
    return this.#kept.id;
  }

  get pid() {
    return this.#kept.pid;
  }

  get started() {
    return this.#kept.started;
  }

  get waiting() {
    return this.#kept.waiting;
  }

  begin(pumps: Pumps, terms: SourceTerms): void {
    this.#pumping = pumps.begin(terms, this.#kept.keeper);
  }

  start(): Promise<void> {
    return this.#kept.start();
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    return this.#kept.signal(name);
  }

  /** What the container's output does not show, no further command's does. */
  execute(command: FurtherCommand): Promise<number> {
    const hiddenTexts = [...new Set([...(this.#pumping?.hidden ?? []), ...(command.hiddenTexts ?? [])])];
    return this.#kept.execute({ ...command, hiddenTexts });
  }

  remove(): Promise<void> {
    return this.#removed();
  }

  async #remove(): Promise<void> {
    await this.#kept.remove();
    await this.ended;
    rmSync(this.#kept.rawOutputPath, { force: true });
  }
}

/** Its output goes to the log of the run that takes it. */
class PumpedWaitingContainer extends PumpedContainer implements WaitingContainer {
  readonly #kept: KeptWaitingContainer;
  readonly #begin: (dress: Partial<Output>) => void;
  #begun = false;

  constructor(kept: KeptWaitingContainer, pumps: Pumps, termsOf: (dress: Partial<Output>) => SourceTerms) {
    super(kept);
    this.#kept = kept;
    this.#begin = (dress) => {
      this.#begun = true;
      this.begin(pumps, termsOf(dress));
    };
  }

  dress(dress: Dress): void {
    const { logPath, hiddenTexts = [] } = dress;
    this.#begin({ logPath, hiddenTexts });
    this.#kept.dress(dress);
  }

  async awaken(command: string, environment: Readonly<Record<string, string>>): Promise<void> {
    if (!this.#begun) this.#begin({});
    await this.#kept.awaken(command, environment);
  }
}
