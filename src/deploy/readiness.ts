import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { applicationPort, type Dial, dialContainer, takesConnections } from '../router/container-agent.ts';
import { lastLinesSince } from './last-lines.ts';

export interface ReadinessCheck {
  readonly name: string;
  readonly container: Container;
  readonly logPath: string;
  /** Size of the log before this start. */
  readonly logStart: number;
  /** What the output of a further command must not show. */
  readonly hiddenTexts: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Where an application is to take connections. */
export interface ListeningPlace {
  readonly dial: Dial;
  /** For people: `port 8888 ($PORT)`. */
  readonly where: string;
}

/** A port on the loopback of a network namespace. */
export function portPlace(namespace: number, port: number): ListeningPlace {
  const where = port === applicationPort ? `port ${port} ($PORT)` : `port ${port}`;
  return { dial: () => dialContainer(namespace, port), where };
}

const withinMilliseconds = 60_000;
const checkMilliseconds = 25;
const linesShown = 12;

async function notReady({ name, logPath, logStart }: ReadinessCheck, what: string): Promise<ErrandError> {
  const lines = await lastLinesSince(logPath, logStart, linesShown);
  const output = lines === '' ? ' It printed nothing.' : `\nIts last lines:\n${lines}`;
  return new ErrandError('deploy_failed', `${name} ${what}.${output}`);
}

/** Waits until an application opens its port. Error: `deploy_failed`, with the last lines of its output. */
export async function untilItListens(check: ReadinessCheck, { dial, where }: ListeningPlace): Promise<void> {
  const { container, signal } = check;
  let exitCode: number | null | undefined;
  void container.ended.then((exit) => {
    exitCode = exit.kind === 'exited' ? exit.exitCode : null;
  });
  const deadline = performance.now() + withinMilliseconds;
  while (!(await takesConnections(dial))) {
    signal?.throwIfAborted();
    if (exitCode !== undefined)
      throw await notReady(check, `ended with exit code ${exitCode} before it listened on ${where}`);
    if (performance.now() > deadline)
      throw await notReady(check, `did not listen on ${where} within ${withinMilliseconds / 1000} s`);
    await delay(checkMilliseconds);
  }
}

/** Runs `post_start`, whose output goes to the server's log, without what is secret. Error: `deploy_failed` where it fails. */
export async function postStart(
  check: ReadinessCheck,
  command: string,
  environment: Readonly<Record<string, string>>,
  output: (line: string, stream: 'stdout' | 'stderr') => void,
): Promise<void> {
  const { container, hiddenTexts, signal } = check;
  const lines: string[] = [];
  const take = (line: string, stream: 'stdout' | 'stderr') => {
    lines.push(line);
    if (lines.length > linesShown) lines.shift();
    output(line, stream);
  };
  const exitCode = await container.execute({ command, environment, output: take, hiddenTexts, signal });
  if (exitCode === 0) return;
  const shown = lines.map((line) => `\n  ${line}`).join('');
  throw new ErrandError(
    'deploy_failed',
    `post_start of ${check.name} ended with exit code ${exitCode}.${shown}`,
  );
}
