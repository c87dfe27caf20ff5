import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** Enough for every browser that signs in at once; above it the oldest make room. */
const most = 2000;

/**
 * Keeps what may be lost: half-done sign-ins and the sessions of browsers. Nobody who only opens the page can so make
 * the store write.
 */
export class MemoryAdapter implements Adapter {
  readonly #kept = new Map<string, Kept>();

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    this.#kept.delete(id);
    this.#kept.set(id, { payload, until: Date.now() + expiresIn * 1000 });
    if (this.#kept.size <= most) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.until > Date.now()) return kept?.payload;
    this.#kept.delete(id);
    return undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const found = [...this.#kept].find(([, { payload }]) => payload.uid === uid);
    return found === undefined ? undefined : this.find(found[0]);
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#kept.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#kept) if (payload.grantId === grantId) this.#kept.delete(id);
  }

  /** Ends what belongs to a user. */
  forgetAccount(accountId: string): void {
    for (const [id, { payload }] of this.#kept) if (payload.accountId === accountId) this.#kept.delete(id);
  }
}
