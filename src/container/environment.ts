import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import { applicationDocument } from './application-document.ts';
import { applicationFolder, baseEnvironment } from './base-environment.ts';
import { encodedJson } from './encoded-json.ts';
import { packageCacheVariables } from './global-packages.ts';
import { allRelationshipVariables } from './relationship-variables.ts';
import type { RelationshipEndpoint } from './relationships.ts';
import type { VariableLayer } from './variable-layer.ts';
import { environmentVariables, type Phase, platformVariables } from './visible-variables.ts';

export interface BuildEnvironmentInput {
  readonly workload: ApplicationDefinition | TaskDefinition;
  readonly project: { readonly id: string; readonly entropy: string };
  readonly treeId: string;
  /** Lowest precedence first: configuration, project, environment from the oldest ancestor on, trigger. */
  readonly variables: readonly VariableLayer[];
  /** Folders of the image's programs, searched before the system's. */
  readonly pathPrefix: readonly string[];
  /** What the image sets for its own programs. */
  readonly imageEnvironment: Readonly<Record<string, string>>;
  /** Folder that outlives builds: PLATFORM_CACHE_DIR. */
  readonly cacheFolder: string;
}

export interface RuntimeEnvironmentInput extends Omit<BuildEnvironmentInput, 'cacheFolder'> {
  readonly environment: {
    /** The branch. */
    readonly name: string;
    readonly machineName: string;
    readonly type: 'production' | 'staging' | 'development';
  };
  readonly relationships: Readonly<Record<string, readonly RelationshipEndpoint[]>>;
  /** URL → route, as PLATFORM_ROUTES has it. */
  readonly routes: Readonly<Record<string, unknown>>;
  /** Where an application listens; null for a task and for an application on a unix socket. */
  readonly port: number | null;
  /** Where an application listens whose upstream is a unix socket. */
  readonly socketPath?: string;
}

/**
 * Every variable of a running container (wire.md section 7). Each source wins over those before it: image, base, variables
 * of the configuration, the project and the environment, what the platform sets, variables of the trigger (T14).
 */
export function runtimeEnvironment(input: RuntimeEnvironmentInput): Readonly<Record<string, string>> {
  const { workload, environment, port, socketPath } = input;
  return layered(input, 'runtime', {
    ...allRelationshipVariables(input.relationships),
    ...commandVariables(workload),
    PLATFORM_BRANCH: environment.name,
    PLATFORM_ENVIRONMENT: environment.machineName,
    PLATFORM_ENVIRONMENT_TYPE: environment.type,
    PLATFORM_RELATIONSHIPS: encodedJson(input.relationships),
    PLATFORM_ROUTES: encodedJson(input.routes),
    // Empty is how the original says that mail is switched off.
    PLATFORM_SMTP_HOST: '',
    ...(port === null ? {} : { PORT: String(port) }),
    ...(socketPath === undefined ? {} : { SOCKET: socketPath }),
  });
}

/** Every variable of a build hook: what does not depend on the environment, since a slug is shared between them. */
export function buildEnvironment(input: BuildEnvironmentInput): Readonly<Record<string, string>> {
  const environment = layered(input, 'build', {
    CI: 'true',
    PLATFORM_CACHE_DIR: input.cacheFolder,
    PLATFORM_OUTPUT_DIR: applicationFolder,
    // The original's name: build scripts ask for it to tell its containers from other machines.
    PLATFORM_VENDOR: 'upsun',
  });
  return { ...packageCacheVariables(input.cacheFolder), ...environment };
}

function layered(
  input: Omit<BuildEnvironmentInput, 'cacheFolder'>,
  phase: Phase,
  platform: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { workload, variables } = input;
  const declared = variables.filter(({ source }) => source !== 'trigger');
  const triggered = variables.filter(({ source }) => source === 'trigger');
  return {
    ...input.imageEnvironment,
    ...baseEnvironment(workload, input.pathPrefix, phase),
    ...environmentVariables(declared, phase),
    ...platform,
    PLATFORM_APP_DIR: applicationFolder,
    PLATFORM_APPLICATION: encodedJson(applicationDocument(workload, input.treeId, phase)),
    PLATFORM_APPLICATION_NAME: workload.name,
    PLATFORM_PROJECT: input.project.id,
    PLATFORM_PROJECT_ENTROPY: input.project.entropy,
    PLATFORM_TREE_ID: input.treeId,
    PLATFORM_VARIABLES: encodedJson(platformVariables([...declared, ...triggered], phase)),
    ...environmentVariables(triggered, phase),
  };
}

/** The start commands, and the folder of static files where `/` has one. */
function commandVariables(
  workload: ApplicationDefinition | TaskDefinition,
): Readonly<Record<string, string>> {
  if ('run' in workload) return { PLATFORM_APP_COMMAND: workload.run.command };
  const { preStart, start, postStart, locations } = workload.web;
  const root = locations['/']?.root;
  const found = {
    PLATFORM_APP_COMMAND: start,
    PLATFORM_PRE_APP_COMMAND: preStart,
    PLATFORM_POST_APP_COMMAND: postStart,
    PLATFORM_DOCUMENT_ROOT: typeof root === 'string' ? documentRoot(root) : null,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

function documentRoot(root: string): string {
  const inside = root.replaceAll(/^\/+|\/+$/g, '');
  return inside === '' ? applicationFolder : `${applicationFolder}/${inside}`;
}
