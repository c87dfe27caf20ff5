import type { Project } from '../deploy/deployment.ts';
import { asErrandError, type ErrandError } from '../errors/errand-error.ts';
import type { AuditActor, AuditEvent } from '../identity/audit/audit-event.ts';
import type { EventLog } from '../observe/event-log.ts';
import { eraseProject } from '../store/projects/erase-project.ts';
import { findProject } from '../store/projects/find-project.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import { markDeletion, recordDeletionFailure } from '../store/projects/mark-deletion.ts';
import { untilRecorded } from '../task/until-recorded.ts';
import { openTurns } from '../volume/turns.ts';
import { type DeletionMeans, type DoomedProject, deletionSteps } from './deletion-steps.ts';

export interface DeletionParts extends DeletionMeans {
  readonly audit: { record(event: AuditEvent): void };
  readonly log: EventLog;
  /** Told when nothing of a project is left, for what is remembered of it in memory. */
  readonly onGone: (project: string) => Promise<void>;
}

/**
 * Deletes projects. That one is to be deleted is written down first, and from then on it can only be deleted: a crash at any
 * moment leaves the rest to the next server.
 */
export interface ProjectDeletions {
  /**
   * Resolves when it is written down; the deletion goes on by itself. One that failed begins again. Error: `project_not_found`.
   */
  begin(project: string, by: AuditActor): Promise<void>;
  /** Goes on with what a former server did not finish; to be called once what runs was recovered. */
  resume(): Promise<void>;
  /** Begins no further step and waits for the one under way. */
  close(): Promise<void>;
}

export function openProjectDeletions(parts: DeletionParts): ProjectDeletions {
  return new Deletions(parts);
}

const isDoomed = (project: Project | null): project is DoomedProject => project?.deletion != null;

/** What the audit log has of it: beside who asked, that it came to its end. */
function eventOf({ id, deletion }: DoomedProject, failure: ErrandError | null): AuditEvent {
  return {
    at: new Date(),
    actor: deletion.by,
    address: null,
    userAgent: null,
    operation: 'project:delete',
    target: { project: id },
    result: failure === null ? 'done' : 'failed',
    status: null,
    reason: failure?.code ?? null,
    count: 1,
  };
}

class Deletions implements ProjectDeletions {
  readonly #parts: DeletionParts;
  readonly #turns = openTurns();
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: DeletionParts) {
    this.#parts = parts;
  }

  async begin(project: string, by: AuditActor): Promise<void> {
    await markDeletion(this.#parts.store.db, project, by, new Date());
    this.#start(project);
  }

  async resume(): Promise<void> {
    const doomed = (await listProjects(this.#parts.store.db)).filter(isDoomed);
    for (const { id, deletion } of doomed) await this.begin(id, deletion.by);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  /** In its turn: where it is asked for again, nothing is left by then, or what the former one failed at is tried again. */
  #start(id: string): void {
    const done = this.#turns
      .take(id, () => this.#delete(id))
      .catch((error: unknown) =>
        this.#parts.log.error({ project: id, error }, 'the deletion of a project could not be recorded'),
      )
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async #delete(id: string): Promise<void> {
    const { store, log, onGone } = this.#parts;
    const project = await findProject(store.db, id);
    if (!isDoomed(project)) return;
    const erase = () => eraseProject(store.db, id, eventOf(project, null));
    for (const { name, work } of [...deletionSteps, { name: 'removing its records', work: erase }]) {
      if (this.#closing.signal.aborted) return;
      try {
        await work(this.#parts, project);
      } catch (thrown) {
        return this.#fail(project, name, asErrandError(thrown));
      }
    }
    await onGone(id);
    log.info({ project: id, by: project.deletion.by.name }, 'a project is deleted');
  }

  /** Whoever asked is told, also where the disk does not take that at once. */
  async #fail(project: DoomedProject, step: string, error: ErrandError): Promise<void> {
    const { store, audit, log } = this.#parts;
    log.error({ project: project.id, step, error }, 'a project could not be deleted');
    audit.record(eventOf(project, error));
    const failure = `${step} failed: ${error.message}`;
    await untilRecorded(() => recordDeletionFailure(store.db, project.id, failure), {
      signal: this.#closing.signal,
      onFault: (fault) =>
        log.error({ project: project.id, error: fault }, 'why it was not deleted could not be written down'),
    });
  }
}
