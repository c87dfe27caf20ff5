import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newActivityId } from '../activity/activity-id.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import type { Container } from '../engine/engine.ts';
import type { Attachment } from '../network/network.ts';
import { shellWord } from '../service/service-script.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { portPlace } from './readiness.ts';
import { type Supervision, supervise } from './supervision.ts';

/** A service whose container is kept running. */
export interface RunningService {
  readonly address: string;
  readonly fingerprint: string;
  stop(): Promise<void>;
}

export interface ServiceStart {
  readonly fingerprint: string;
  readonly attachment: Attachment;
  readonly spec: ContainerSpec;
  /** The port that it opens when it is up. */
  readonly port: number | null;
  readonly prepare: string | null;
  readonly graceSeconds: number;
  /** A container that outlived the former server; null makes one. */
  readonly adopted: Container | null;
  readonly signal?: AbortSignal | undefined;
  /** Writes down which container is about to begin. */
  recordStart(containerId: string): Promise<void>;
}

const prepareWithinSeconds = 120;

/** A server that never answers must not hold up a deploy for ever. */
function limited(prepare: string): string {
  return `exec timeout ${prepareWithinSeconds} /bin/sh -c ${shellWord(prepare)}`;
}

/** Brings a service up and waits until it answers and is set up. Takes the attachment over. Error: `deploy_failed`. */
export async function runService(parts: ClusterParts, start: ServiceStart): Promise<RunningService> {
  const { attachment, spec } = start;
  await mkdir(dirname(spec.logPath), { recursive: true, mode: 0o700 });
  let supervision: Supervision | undefined;
  const stop = async () => {
    await supervision?.stop();
    await attachment.close();
  };
  try {
    supervision = supervise({
      engine: parts.engine,
      // Nobody gives a service tokens.
      seat: { attachment, occupy: () => undefined, close: () => attachment.close() },
      log: parts.log,
      spec,
      idPrefix: `service-${newActivityId()}`,
      listens: start.port === null ? null : portPlace(attachment.namespace, start.port),
      beforeFirst: null,
      beforeStart: (id) => start.recordStart(id),
      adopted: start.adopted,
      postStart: start.prepare === null ? null : limited(start.prepare),
      graceMilliseconds: start.graceSeconds * 1000,
      signal: start.signal,
    });
    await supervision.ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: attachment.address, fingerprint: start.fingerprint, stop };
}
