import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';

/** Everything the server reads from outside, once, at its start. */
export interface Settings {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** Four hexadecimal digits of the home's path: names of interfaces, cgroups and folders of this server begin with it. */
  readonly instance: string;
  /** Bundles and runtime state of containers; gone after a reboot. */
  readonly runtimeDirectory: string;
  /** Address pool of containers, a /16. */
  readonly addressPool: string;
  readonly runsAtOnce: number;
  /** Containers made ahead of time for each task; 0 makes each when its run begins. */
  readonly readyPerTask: number;
  /** Between a run's SIGTERM and its SIGKILL. */
  readonly graceMilliseconds: number;
}

export interface ServerOptions {
  readonly port?: number;
  readonly host?: string;
  readonly home?: string;
  readonly log?: 'stdout' | 'file' | 'silent';
}

const defaultPort = 8787;
const defaultPool = '10.213.0.0/16';
const defaultRunsAtOnce = 3;
const defaultReadyPerTask = 2;
const defaultGraceSeconds = 10;
const longestGraceSeconds = 3600;

function wholeNumber(
  name: string,
  text: string | undefined,
  otherwise: number,
  most: number,
  least = 1,
): number {
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ErrandError('usage', `${name} is '${text}'; it must be a whole number from ${least} to ${most}`);
}

function pool(text: string | undefined): string {
  if (text === undefined || text === '') return defaultPool;
  if (/^\d{1,3}\.\d{1,3}\.0\.0\/16$/.test(text)) return text;
  throw new ErrandError(
    'usage',
    `ERRAND_NETWORK is '${text}'; it must be a private /16 such as ${defaultPool}`,
  );
}

/** The same for the same home, also for `errand doctor`. */
export function instanceOf(home: string): string {
  return createHash('sha256').update(resolve(home)).digest('hex').slice(0, 4);
}

export function runtimeDirectoryOf(instance: string): string {
  return `/run/errand/${instance}`;
}

export function cgroupOf(instance: string): string {
  return `/errand-${instance}`;
}

/** Reads options and environment. Error: `usage`, naming the variable. */
export function readSettings(options: ServerOptions, environment: NodeJS.ProcessEnv): Settings {
  const home = resolve(options.home ?? environment.ERRAND_HOME ?? '/var/lib/errand');
  const instance = instanceOf(home);
  return {
    home,
    instance,
    host: options.host ?? environment.ERRAND_HOST ?? '127.0.0.1',
    port: options.port ?? wholeNumber('ERRAND_PORT', environment.ERRAND_PORT, defaultPort, 65535),
    runtimeDirectory: runtimeDirectoryOf(instance),
    addressPool: pool(environment.ERRAND_NETWORK),
    runsAtOnce: wholeNumber(
      'ERRAND_RUNS_AT_ONCE',
      environment.ERRAND_RUNS_AT_ONCE,
      defaultRunsAtOnce,
      10_000,
    ),
    readyPerTask: wholeNumber(
      'ERRAND_READY_PER_TASK',
      environment.ERRAND_READY_PER_TASK,
      defaultReadyPerTask,
      100,
      0,
    ),
    graceMilliseconds:
      wholeNumber(
        'ERRAND_GRACE_SECONDS',
        environment.ERRAND_GRACE_SECONDS,
        defaultGraceSeconds,
        longestGraceSeconds,
      ) * 1000,
  };
}
