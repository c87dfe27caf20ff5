import { closeSync } from 'node:fs';
import { hybridMount, openCgroups } from '../../src/engine/oci/cgroups.ts';
import { hideMountFromChildren } from '../../src/linux/mounts.ts';
import { createNetworkNamespace } from '../../src/network/syscalls.ts';

/** What the peers run on, made once, so that no run of theirs has to pay for it. */
export interface PrivateGround extends AsyncDisposable {
  /** Parent of the peers' cgroups. */
  readonly cgroup: string;
  /** Path of a network namespace. */
  readonly networkNamespace: string;
}

let hidden = false;

/** From here on, what this process spawns sees no version 2 cgroups where the machine has both: crun refuses such. */
export function openPrivateGround(): PrivateGround {
  const cgroups = openCgroups();
  if (cgroups.layout === 'hybrid' && !hidden) hideMountFromChildren(hybridMount);
  hidden ||= cgroups.layout === 'hybrid';
  const cgroup = `/errand-bench-${process.pid}`;
  const namespace = createNetworkNamespace();
  return {
    cgroup,
    networkNamespace: `/proc/${process.pid}/fd/${namespace}`,
    async [Symbol.asyncDispose]() {
      closeSync(namespace);
      await cgroups.remove(cgroup);
    },
  };
}
