import { createHmac, timingSafeEqual } from 'node:crypto';

/** Makes and reads what the pages carry from one step to the next. */
export interface Tickets {
  /** Proves that a form was served for this sign-in: no other site can know it. */
  csrf(uid: string): string;
  isCsrf(uid: string, token: string): boolean;
  /** Says for ten minutes that a user gave the right password in this sign-in. */
  issue(uid: string, userId: string, now: Date): string;
  /** The user, or null where it is forged, late or of another sign-in. */
  read(uid: string, ticket: string, now: Date): string | null;
}

const lifetimeMs = 600_000;

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function openTickets(secret: string): Tickets {
  const sign = (...parts: readonly string[]) =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
  return {
    csrf: (uid) => sign('csrf', uid),
    isCsrf: (uid, token) => same(sign('csrf', uid), token),
    issue(uid, userId, now) {
      const until = String(now.getTime() + lifetimeMs);
      return [userId, until, sign('ticket', uid, userId, until)].join('.');
    },
    read(uid, ticket, now) {
      const [userId = '', until = '', signature = ''] = ticket.split('.');
      if (!same(sign('ticket', uid, userId, until), signature)) return null;
      return Number(until) > now.getTime() ? userId : null;
    },
  };
}
