import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { consumeOAuthRecord } from '../../store/oauth/consume-oauth-record.ts';
import { deleteOAuthGrant, deleteOAuthRecord } from '../../store/oauth/delete-oauth-records.ts';
import { findOAuthRecord } from '../../store/oauth/find-oauth-record.ts';
import { putOAuthRecord } from '../../store/oauth/put-oauth-record.ts';
import type { Database } from '../../store/store.ts';

/** What the id of a refresh token or code is in the store: whoever reads the store can use none of them. */
export function storedId(model: string, id: string): string {
  return model === 'Grant' ? id : createHash('sha256').update(id).digest('hex');
}

/** Keeps what must outlive a restart: grants, refresh tokens, codes. */
export class StoreAdapter implements Adapter {
  readonly #db: Database;
  readonly #model: string;
  /** Thrown where two use one code or token at the same moment. */
  readonly #refused: () => Error;

  constructor(db: Database, model: string, refused: () => Error) {
    this.#db = db;
    this.#model = model;
    this.#refused = refused;
  }

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn: number): Promise<void> {
    await putOAuthRecord(this.#db, {
      model: this.#model,
      id: storedId(this.#model, id),
      payload,
      grantId: this.#model === 'Grant' ? id : (payload.grantId ?? null),
      accountId: payload.accountId ?? null,
      expiresAt: new Date(Date.now() + expiresIn * 1000),
      consumedAt: null,
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const record = await findOAuthRecord(this.#db, this.#model, storedId(this.#model, id));
    if (record === null) return undefined;
    const consumed =
      record.consumedAt === null ? {} : { consumed: Math.floor(record.consumedAt.getTime() / 1000) };
    return { ...record.payload, jti: id, ...consumed };
  }

  async consume(id: string): Promise<void> {
    const first = await consumeOAuthRecord(this.#db, this.#model, storedId(this.#model, id), new Date());
    if (!first) throw this.#refused();
  }

  async destroy(id: string): Promise<void> {
    await deleteOAuthRecord(this.#db, this.#model, storedId(this.#model, id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await deleteOAuthGrant(this.#db, grantId);
  }

  /** Neither sessions nor device codes are kept here. */
  async findByUid(): Promise<undefined> {
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }
}
