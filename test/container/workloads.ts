import type {
  ApplicationDefinition,
  TaskDefinition,
  WorkloadDefinition,
} from '../../src/config/definition.ts';

const workload: WorkloadDefinition = {
  name: 'shop',
  type: 'nodejs:24',
  stack: [],
  sourceRoot: '',
  relationships: {},
  mounts: {},
  variables: {},
  dependencies: {},
  authorizations: [],
  runtime: {},
  additionalHosts: {},
  timezone: null,
  containerProfile: null,
  buildHook: null,
  deployHook: null,
};

/** A task of the least that a file can say, changed as given. */
export function aTask(changes: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    ...workload,
    name: 'report',
    run: { command: 'node report.js', timeoutSeconds: 3600 },
    ...changes,
  };
}

/** An application of the least that a file can say, changed as given. */
export function anApplication(changes: Partial<ApplicationDefinition> = {}): ApplicationDefinition {
  return {
    ...workload,
    buildFlavor: null,
    postDeployHook: null,
    web: {
      preStart: null,
      start: 'node .',
      postStart: null,
      socketFamily: 'tcp',
      protocol: 'http',
      locations: {},
    },
    workers: {},
    crons: {},
    operations: {},
    access: {},
    firewall: null,
    ...changes,
  };
}
