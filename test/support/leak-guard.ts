import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Everything a test could leave on the machine, one line each. */
const traces = `
pgrep -a conmon | sed 's/^[0-9]* /process /'
pgrep -a crun | sed 's/^[0-9]* /process /'
pgrep -a tini | sed 's/^[0-9]* /process /'
pgrep -a errand-init | sed 's/^[0-9]* /process /'
ip -brief link show | awk '{print $1}' | grep '^er' | sed 's/^/interface /'
nft list tables | grep errand_ | sed 's/^/firewall /'
find /sys/fs/cgroup -maxdepth 2 -name 'errand-*' | sed 's/^/cgroup /'
grep -E 'errand' /proc/self/mountinfo | awk '{print "mount " $5}'
losetup --noheadings --list --output BACK-FILE | grep errand | sed 's/^/loop device of /'
ls -d /run/errand/* 2>/dev/null | sed 's/^/folder /'
ls -d /tmp/errand-* 2>/dev/null | sed 's/^/folder /'
stat -c 'device %n %u %a' /dev/null /dev/zero /dev/random /dev/urandom /dev/tty /dev/full
`;

const look = () =>
  new Set(
    execFileSync('sh', ['-c', traces], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== ''),
  );

/** A machine that is busy with other things takes its time. */
const settleMilliseconds = 30_000;

/**
 * Vitest's global set-up: fails the whole run where a test left a process, interface, table, cgroup, mount or folder. It
 * looks at the whole machine; ERRAND_LEAK_GUARD=warn only says what is left, for a machine on which others work too.
 */
export default function guard(): () => Promise<void> {
  const before = look();
  return async () => {
    const deadline = Date.now() + settleMilliseconds;
    let left: readonly string[] = [];
    do {
      left = [...look()].filter((line) => !before.has(line));
      if (left.length === 0) return;
      await delay(100);
    } while (Date.now() < deadline);
    const message = `the tests left behind:\n  ${left.join('\n  ')}`;
    if (process.env.ERRAND_LEAK_GUARD === 'warn') return void process.stderr.write(`${message}\n`);
    // Vitest prints what a teardown throws, and ends with 0 all the same.
    process.exitCode = 1;
    throw new Error(message);
  };
}
