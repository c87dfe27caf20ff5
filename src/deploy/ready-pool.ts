/** Something made ahead of time. */
export interface Ready {
  /** Resolves when it can no longer be used. */
  readonly spoiled: Promise<unknown>;
  close(): Promise<void>;
}

/** Things made ahead of time, a fixed number of them. */
export interface ReadyPool<T extends Ready> {
  /** One that is ready now, or null; another is made in its place a little later. */
  take(): T | null;
  /** Resolves when as many are ready as should be, or cannot be made. */
  settled(): Promise<void>;
  /** Closes those that nobody took. Never throws. */
  close(): Promise<void>;
}

/** The run that took one is starting at this moment, and making the next would take its processor. */
const refillAfterMilliseconds = 150;
const refillAfterFailureMilliseconds = 5000;

export function openReadyPool<T extends Ready>(
  make: () => Promise<T>,
  size: number,
  onFailure: (error: unknown) => void,
): ReadyPool<T> {
  return new FixedPool(make, size, onFailure);
}

class FixedPool<T extends Ready> implements ReadyPool<T> {
  readonly #make: () => Promise<T>;
  readonly #size: number;
  readonly #onFailure: (error: unknown) => void;
  readonly #ready: T[] = [];
  #making: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(make: () => Promise<T>, size: number, onFailure: (error: unknown) => void) {
    this.#make = make;
    this.#size = size;
    this.#onFailure = onFailure;
    this.#refill();
  }

  take(): T | null {
    const taken = this.#ready.shift() ?? null;
    this.#refillLater(refillAfterMilliseconds);
    return taken;
  }

  async settled(): Promise<void> {
    await this.#making;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#making;
    await Promise.all(this.#ready.splice(0).map((one) => one.close().catch(this.#onFailure)));
  }

  #refillLater(milliseconds: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refill(), milliseconds);
    this.#timer.unref();
  }

  #refill(): void {
    this.#making ??= this.#fill()
      .catch((error: unknown) => {
        this.#onFailure(error);
        this.#refillLater(refillAfterFailureMilliseconds);
      })
      .finally(() => {
        this.#making = undefined;
      });
  }

  async #fill(): Promise<void> {
    while (!this.#closed && this.#ready.length < this.#size) this.#keep(await this.#make());
  }

  #keep(one: T): void {
    this.#ready.push(one);
    void one.spoiled.then(() => {
      const index = this.#ready.indexOf(one);
      if (index < 0) return;
      this.#ready.splice(index, 1);
      void one.close().catch(this.#onFailure);
      this.#refillLater(refillAfterMilliseconds);
    });
  }
}
