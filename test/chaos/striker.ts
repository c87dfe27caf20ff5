import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosServer } from './chaos-server.ts';
import type { Kill } from './plan.ts';
import { findTargets, send, type Target } from './victims.ts';

/** What was really hit. */
export interface Struck {
  /** Processes that got SIGKILL while they were alive. */
  kills: number;
  /** Containers of which a process got it. */
  readonly containers: Set<string>;
  /** Containers of which a process was stopped for a while. */
  readonly paused: Set<string>;
}

/** How long to go on once the server is gone: what it left behind must stand being hit, too. */
const afterwardsMilliseconds = 500;
/** A runtime's process is there for some tens of milliseconds. */
const lookMilliseconds = 15;

/** Carries out kills, each when its time has come and somebody is there for it; those that find nobody in time are left out. */
export async function strike(
  server: Pick<ChaosServer, 'home' | 'lives'>,
  kills: readonly Kill[],
  struck: Struck,
  until: number,
): Promise<void> {
  const from = performance.now();
  const paused: Promise<void>[] = [];
  let waiting = kills;
  let end = until;
  while (waiting.length > 0 && performance.now() < end) {
    if (!server.lives()) end = Math.min(end, performance.now() + afterwardsMilliseconds);
    const isDue = ({ afterMilliseconds }: Kill) => performance.now() - from >= afterMilliseconds;
    const targets = waiting.some(isDue) ? findTargets(server.home) : null;
    const gone = new Set<number>();
    const left: Kill[] = [];
    for (const kill of waiting) {
      const those = isDue(kill) ? (targets?.[kill.victim] ?? []).filter(({ pid }) => !gone.has(pid)) : [];
      const target = those[kill.choice % Math.max(1, those.length)];
      if (target === undefined) left.push(kill);
      else {
        gone.add(target.pid);
        hit(target, kill, struck, paused);
      }
    }
    waiting = left;
    await delay(lookMilliseconds);
  }
  await Promise.all(paused);
}

function hit(target: Target, { pauseMilliseconds }: Kill, struck: Struck, paused: Promise<void>[]): void {
  if (pauseMilliseconds !== null) {
    send(target, 'SIGSTOP');
    struck.paused.add(target.container);
    paused.push(delay(pauseMilliseconds).then(() => void send(target, 'SIGCONT')));
    return;
  }
  if (!send(target, 'SIGKILL')) return;
  struck.kills += 1;
  struck.containers.add(target.container);
}
