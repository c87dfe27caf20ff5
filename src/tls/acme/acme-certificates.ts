import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { CertifiedKey } from '../../identity/certificate.ts';
import { readPrivateFile, writePrivateFile } from '../../identity/private-file.ts';
import { type CertificateSource, isDue } from '../certificate-source.ts';
import type { Order } from './acme-orders.ts';

/** After a failure; authorities count failures and shut out who makes too many of them. */
const againAfterMilliseconds = 15 * 60_000;

/** Names that no authority of the public gives a certificate for. */
const ownOnly = /(^|\.)(localhost|local|internal|test|invalid|example)$/;

export interface AcmeCertificates extends CertificateSource {
  /** Orders anew what is about to end, of the names that are still served. */
  renew(): Promise<void>;
}

export interface AcmeParts {
  readonly order: Order;
  /** Certificates are kept there, for root alone. */
  readonly folder: string;
  /** Names that are served, written out: names below a wildcard would be without number. */
  readonly isServed: (host: string) => boolean;
  readonly failed: (host: string, error: unknown) => void;
  readonly now?: () => Date;
}

interface Held {
  readonly pair: CertifiedKey;
  readonly from: Date;
  readonly to: Date;
}

function held(pair: CertifiedKey): Held {
  const { validFromDate, validToDate } = new X509Certificate(pair.certificatePem);
  return { pair, from: validFromDate, to: validToDate };
}

/** Key and certificates share a file, so that no crash leaves one without the other. */
function parse(text: string): CertifiedKey {
  const end = text.indexOf('-----BEGIN CERTIFICATE-----');
  return { keyPem: text.slice(0, end), certificatePem: text.slice(end) };
}

export function openAcmeCertificates(parts: AcmeParts): AcmeCertificates {
  return new Certificates(parts);
}

class Certificates implements AcmeCertificates {
  readonly #parts: AcmeParts;
  readonly #held = new Map<string, Held>();
  readonly #orders = new Map<string, Promise<Held | null>>();
  readonly #failedAt = new Map<string, number>();

  constructor(parts: AcmeParts) {
    this.#parts = parts;
  }

  async find(host: string): Promise<CertifiedKey | null> {
    if (isIP(host) !== 0 || ownOnly.test(host) || !host.includes('.') || !this.#parts.isServed(host))
      return null;
    const found = this.#held.get(host) ?? (await this.#read(host));
    if (found === null) return (await this.#order(host))?.pair ?? null;
    const now = this.#now();
    // One that still holds is used while the next is on its way.
    if (isDue(found.from, found.to, now)) {
      const next = this.#order(host);
      if (found.to <= now) return (await next)?.pair ?? null;
    }
    return found.pair;
  }

  async renew(): Promise<void> {
    for (const [host, { from, to }] of this.#held) {
      if (!this.#parts.isServed(host)) this.#held.delete(host);
      else if (isDue(from, to, this.#now())) await this.#order(host);
    }
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date();
  }

  #file(host: string): string {
    return join(this.#parts.folder, `${host}.pem`);
  }

  async #read(host: string): Promise<Held | null> {
    const text = await readPrivateFile(this.#file(host));
    if (text === null) return null;
    const found = held(parse(text));
    this.#held.set(host, found);
    return found;
  }

  /** Null where it failed, now or a moment ago. */
  #order(host: string): Promise<Held | null> {
    const failedAt = this.#failedAt.get(host);
    if (failedAt !== undefined && this.#now().getTime() - failedAt < againAfterMilliseconds)
      return Promise.resolve(null);
    const going = this.#orders.get(host);
    if (going !== undefined) return going;
    const order = this.#get(host).finally(() => this.#orders.delete(host));
    this.#orders.set(host, order);
    return order;
  }

  async #get(host: string): Promise<Held | null> {
    try {
      const pair = await this.#parts.order(host);
      await writePrivateFile(this.#file(host), `${pair.keyPem.trimEnd()}\n${pair.certificatePem}`);
      const fresh = held(pair);
      this.#held.set(host, fresh);
      this.#failedAt.delete(host);
      return fresh;
    } catch (error) {
      this.#failedAt.set(host, this.#now().getTime());
      this.#parts.failed(host, error);
      return null;
    }
  }
}
