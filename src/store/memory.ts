import type { Database } from './store.ts';

/** What somebody changes in the database by hand, past this server, is seen that much later at most. */
const longestMilliseconds = 1000;
/** Far more than a server has users, projects and environments in use within that time. */
const mostKept = 5000;

interface Kept {
  readonly value: unknown;
  readonly readAt: number;
}

/**
 * What was read of the records that every request asks for and that hardly ever change: users, their roles, projects,
 * environments. One server owns its database, so it hears of each change: while one is being committed nobody is answered from
 * here, and afterwards nothing of before is left.
 */
export class Memory {
  readonly #kept = new Map<string, Kept>();
  #changing = 0;
  #generation = 0;

  /** What `read` gives, or gave a moment ago. That there is nothing is not kept. */
  async recall<Value>(key: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const known = this.#find(key);
    if (known !== undefined) return known as Value;
    const generation = this.#generation;
    const readAt = performance.now();
    const value = await read();
    const isCurrent = this.#changing === 0 && this.#generation === generation;
    if (value !== null && isCurrent) this.#keep(key, { value, readAt });
    return value;
  }

  /** To be called before a change may become visible; what it returns, when that is settled either way. */
  changing(): () => void {
    this.#changing += 1;
    this.#forget();
    return () => {
      this.#changing -= 1;
      this.#forget();
    };
  }

  #find(key: string): unknown {
    if (this.#changing > 0) return undefined;
    const kept = this.#kept.get(key);
    if (kept === undefined || performance.now() - kept.readAt < longestMilliseconds) return kept?.value;
    this.#kept.delete(key);
    return undefined;
  }

  #keep(key: string, kept: Kept): void {
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, kept);
  }

  /** A read under way may be of before, too: it is of a former generation. */
  #forget(): void {
    this.#generation += 1;
    this.#kept.clear();
  }
}

const memories = new WeakMap<Database, Memory>();

export function giveMemory(db: Database, memory: Memory): void {
  memories.set(db, memory);
}

/** As `Memory.recall`; the parts of a key are set apart by `\0`, which no name has. Inside a transaction, which sees its own changes, always what `read` gives. */
export function recalled<Value>(
  db: Database,
  key: string,
  read: () => Promise<Value | null>,
): Promise<Value | null> {
  const memory = db.isTransaction ? undefined : memories.get(db);
  return memory === undefined ? read() : memory.recall(key, read);
}
