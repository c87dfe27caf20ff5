import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSpec } from '../../container/container-spec.ts';
import { writeFifo } from '../../linux/fifo.ts';
import { setHostnameOf } from '../../linux/hostname.ts';
import type { Container, WaitingContainer } from '../engine.ts';
import { gateScript } from './gate.ts';
import type { EngineParts } from './oci-container.ts';

/** A container whose shell reads from its gate what to run. */
export function waitingContainer(
  parts: EngineParts,
  spec: ContainerSpec,
  container: Container,
): WaitingContainer {
  const { id } = container;
  const paths = Object.keys(spec.files);
  let awakened = false;
  return {
    id,
    pid: container.pid,
    started: true,
    ended: container.ended,
    get waiting() {
      return container.waiting;
    },
    start: () => container.start(),
    signal: (name) => container.signal(name),
    remove: () => container.remove(),
    async dress({ hostname, files }) {
      setHostnameOf(container.pid, hostname);
      // Written in place: the container has these very files mounted.
      const writes = paths.map((path, index) =>
        writeFile(join(parts.filesOf(id), String(index)), files[path] ?? ''),
      );
      await Promise.all(writes);
    },
    async awaken(command, environment) {
      if (awakened) throw new Error(`container ${id} was awakened before`);
      awakened = true;
      await writeFile(parts.awakenedMarkOf(id), '');
      await writeFifo(parts.gateOf(id), gateScript(command, environment));
    },
  };
}
