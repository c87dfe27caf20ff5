import { spawnSync } from 'node:child_process';

/**
 * Runs a command to its end with no stdin and keeps what it prints.
 * Returns `{ok, output}`: whether it exited 0, and stdout followed by stderr, for when it did not.
 */
export function runQuietly(command, args, { cwd, env } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (done.error) return { ok: false, output: `${command}: ${done.error.message}` };
  return { ok: done.status === 0, output: `${done.stdout}${done.stderr}`.trim() };
}
