import type { LogEntry } from './log-entry.ts';

export type Phase = 'build' | 'deploy' | 'queued' | 'starting' | 'running';

/** Tells, entry by entry, which phase begins with it; null while nothing changes. */
export type PhaseReader = (entry: LogEntry) => Phase | null;

/** Reads the phases of a push from what the server writes into its log. */
export function pushPhases(): PhaseReader {
  let current: Phase | null = null;
  return ({ data }) => {
    const next = pushPhaseOf(data.message);
    // Never back: a build hook may print such words too.
    if (next === null || next === current || current === 'deploy') return null;
    current = next;
    return next;
  };
}

function pushPhaseOf(message: string): Phase | null {
  if (message.startsWith('Deploying environment ')) return 'deploy';
  return message.startsWith('Building ') || message.startsWith('Reusing existing build ') ? 'build' : null;
}

/** Reads the phases of a run that was queued or starting: its log's first line names the container (T16), the next is the command's. */
export function runPhases(before: 'queued' | 'starting'): PhaseReader {
  let entries = 0;
  return () => {
    entries += 1;
    if (entries === 1) return before === 'queued' ? 'starting' : null;
    return entries === 2 ? 'running' : null;
  };
}
