import { existsSync, rmSync, writeFileSync } from 'node:fs';

const policyFile = '/usr/sbin/policy-rc.d';

/** What Debian's packages ask before they start a daemon of theirs: 101 is "no" (invoke-rc.d, policy-rc.d(8)). */
const policy = '#!/bin/sh\nexit 101\n';

/**
 * Does `work` while Debian packages start no daemons: Errand runs databases in containers of its own, and needs only the
 * programs. A policy that is there already is the machine's, and stays.
 */
export function whileDaemonsKeepStill(manager, work) {
  if (manager.key !== 'apt' || existsSync(policyFile)) return work();
  writeFileSync(policyFile, policy, { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policyFile, { force: true });
  }
}
