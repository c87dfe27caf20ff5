/**
 * What a project's `.upsun/*.yaml` files say, checked and with defaults filled in.
 * Keys follow the configuration language (wire.md section 6) in camelCase; maps keep the author's names and order.
 */
export interface Definition {
  readonly applications: Readonly<Record<string, ApplicationDefinition>>;
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly tasks: Readonly<Record<string, TaskDefinition>>;
  readonly routes: Readonly<Record<string, RouteDefinition>>;
}

/** What an application and a task have in common: an image, a build and what they may reach. */
export interface WorkloadDefinition {
  readonly name: string;
  /** `nodejs:24`; for a composable image `composable:25.11` with its `stack`. */
  readonly type: string;
  readonly stack: readonly StackItem[];
  /** Folder inside the repository, no slash at either end; empty for the repository's root. */
  readonly sourceRoot: string;
  readonly relationships: Readonly<Record<string, RelationshipDefinition>>;
  readonly mounts: Readonly<Record<string, MountDefinition>>;
  /** Two levels: group (`env`, `php`, …), then name. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly dependencies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly authorizations: readonly Authorization[];
  readonly runtime: Readonly<Record<string, unknown>>;
  /** Host name → address. */
  readonly additionalHosts: Readonly<Record<string, string>>;
  readonly timezone: string | null;
  readonly containerProfile: string | null;
  readonly buildHook: string | null;
  readonly deployHook: string | null;
}

export interface StackItem {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ApplicationDefinition extends WorkloadDefinition {
  /** `none`, `default`, `composer`, … or null where the file does not say. */
  readonly buildFlavor: string | null;
  readonly postDeployHook: string | null;
  readonly web: WebDefinition;
  readonly workers: Readonly<Record<string, WorkerDefinition>>;
  readonly crons: Readonly<Record<string, CronDefinition>>;
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  readonly access: Readonly<Record<string, string>>;
  readonly firewall: unknown;
}

export interface TaskDefinition extends WorkloadDefinition {
  readonly run: TaskRunDefinition;
}

export interface TaskRunDefinition {
  readonly command: string;
  readonly timeoutSeconds: number;
  /** Between SIGTERM and SIGKILL; null: the server's own. Absent, as the next two, in what was deployed before they were there. */
  readonly graceSeconds?: number | null;
  /** What a deploy does to a run of the task. */
  readonly onDeploy?: 'cancel' | 'drain' | 'finish';
  /** How long a deploy waits for a run's end, with `drain`. */
  readonly drainSeconds?: number;
}

export interface WebDefinition {
  readonly preStart: string | null;
  /** Null where the application only serves files. */
  readonly start: string | null;
  readonly postStart: string | null;
  readonly socketFamily: 'tcp' | 'unix';
  readonly protocol: string;
  /** Path prefix → rules, as the file has them. */
  readonly locations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface WorkerDefinition {
  readonly name: string;
  readonly preStart: string | null;
  readonly start: string;
  readonly postStart: string | null;
  /** The application's, with the worker's own over them. */
  readonly variables: WorkloadDefinition['variables'];
  readonly mounts: WorkloadDefinition['mounts'];
  readonly relationships: WorkloadDefinition['relationships'];
  readonly authorizations: readonly Authorization[];
  readonly timezone: string | null;
}

export interface CronDefinition {
  readonly spec: string;
  readonly start: string;
  readonly stop: string | null;
  readonly shutdownTimeoutSeconds: number;
  readonly timeoutSeconds: number;
}

export interface OperationDefinition {
  readonly start: string;
  readonly role: 'viewer' | 'contributor' | 'admin';
}

export interface RelationshipDefinition {
  /** Name of a service or an application. */
  readonly service: string;
  /** Null: the service's default endpoint. An application always has one, `http`. */
  readonly endpoint: string | null;
}

export interface MountDefinition {
  readonly source: 'instance' | 'tmp' | 'storage' | 'service';
  readonly sourcePath: string;
  readonly service: string | null;
}

export type Authorization =
  | { readonly type: 'task'; readonly action: 'operate'; readonly resource: string }
  | { readonly type: 'env'; readonly action: 'view' }
  /** Beyond the original: every environment of the project. */
  | { readonly type: 'project'; readonly action: 'view' };

export interface ServiceDefinition {
  readonly name: string;
  readonly type: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly relationships: Readonly<Record<string, RelationshipDefinition>>;
  readonly containerProfile: string | null;
}

export type RouteDefinition =
  | {
      readonly type: 'upstream';
      readonly application: string;
      readonly endpoint: string;
      readonly settings: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'redirect'; readonly to: string; readonly settings: Readonly<Record<string, unknown>> };
