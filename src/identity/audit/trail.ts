import { appendAuditEvents } from '../../store/audit/append-audit-events.ts';
import type { Database } from '../../store/store.ts';
import type { AuditEvent, AuditTrail } from './audit-event.ts';
import { Repeated } from './repeated.ts';

export interface OpenAuditTrail extends AuditTrail {
  /** Writes down what is still in memory. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Events are written together, so that a change does not cost a second durable write of its own. */
const gatherMs = 250;
/** How long refusals alike are counted before they are written as one. */
const windowMs = 60_000;
/** Rows of one statement; databases bound its parameters. */
const batch = 200;
const longestText = 300;

/** What came from outside: bounded, and without what would steer a terminal. */
function plain(text: string | null): string | null {
  return text === null ? null : text.replaceAll(/\p{Cc}/gu, ' ').slice(0, longestText);
}

function cleaned(event: AuditEvent): AuditEvent {
  const target = Object.entries(event.target).map(([name, value]) => [name, plain(value) ?? '']);
  return { ...event, userAgent: plain(event.userAgent), target: Object.fromEntries(target) };
}

/** The audit log on the store. A failing write is kept and tried again with the next one. */
export function openAuditTrail(
  db: Database,
  log: { error(about: object, text: string): void },
): OpenAuditTrail {
  const repeated = new Repeated();
  let pending: AuditEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    while (pending.length > 0) {
      const events = pending.slice(0, batch);
      await appendAuditEvents(db, events);
      pending = pending.slice(events.length);
    }
  };
  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(write).catch((error: unknown) => {
      log.error({ err: error, waiting: pending.length }, 'the audit log could not be written');
    });
    return writing;
  };
  const add = (event: AuditEvent) => {
    pending.push(event);
    timer ??= setTimeout(() => void flush(), gatherMs).unref();
  };
  const window = setInterval(() => repeated.drain().forEach(add), windowMs).unref();
  return {
    record(event) {
      const clean = cleaned(event);
      const taken = event.result === 'done' ? clean : repeated.take(clean);
      if (taken !== null) add(taken);
    },
    async flush() {
      repeated.drain().forEach(add);
      await flush();
    },
    async close() {
      clearInterval(window);
      repeated.drain().forEach(add);
      await flush();
    },
  };
}
