import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerSpec } from '../../container/container-spec.ts';
import { writeFifo } from '../../linux/fifo.ts';
import { setHostnameOf } from '../../linux/hostname.ts';
import type { KeptContainer, KeptWaitingContainer } from '../engine.ts';
import { gateScript } from './gate.ts';
import type { EngineParts } from './oci-container.ts';

/** A container whose shell reads from its gate what to run. */
export function waitingContainer(
  parts: EngineParts,
  spec: ContainerSpec,
  container: KeptContainer,
): KeptWaitingContainer {
  const { id } = container;
  const paths = Object.keys(spec.files);
  let awakened = false;
  return {
    id,
    pid: container.pid,
    rawOutputPath: container.rawOutputPath,
    keeper: container.keeper,
    started: true,
    ended: container.ended,
    get waiting() {
      return !awakened;
    },
    start: () => container.start(),
    signal: (name) => container.signal(name),
    execute: (further) => container.execute(further),
    remove: () => container.remove(),
    dress({ hostname, files }) {
      setHostnameOf(container.pid, hostname);
      // Written in place: the container has these very files mounted.
      for (const [index, path] of paths.entries())
        writeFileSync(join(parts.filesOf(id), String(index)), files[path] ?? '');
    },
    async awaken(command, environment) {
      if (awakened) throw new Error(`container ${id} was awakened before`);
      awakened = true;
      await writeFifo(parts.gateOf(id), gateScript(command, environment));
    },
  };
}
