import {
  onEnvironment,
  onOrganization,
  onProject,
  onSelf,
  onServer,
  onSomeEnvironment,
  type Rule,
} from './rule.ts';

/**
 * Everything the API can be asked to do, and who may: the one table. A new operation is one line here; a route names
 * it. `docs/reference/roles.md` is made from it (`npm run docs`).
 */
export const operations = {
  'user:me': onSelf('be asked who it is as a user'),
  'user:view': onSelf('view the user'),
  'user:edit': onSelf('change the user'),
  'user:list': onServer('list users'),
  'user:create': onServer('create users'),
  'user:administer': onServer('change what only an administrator may change of a user'),
  'user:delete': onServer('delete users'),
  'api-token:list': onSelf('list API tokens'),
  'api-token:create': onSelf('create API tokens'),
  'api-token:revoke': onSelf('revoke API tokens'),
  'audit:list': onServer('read the audit log'),
  'key:rotate': onServer('replace the key that signs access tokens'),
  'secrets:rotate': onServer('rotate the key that seals secrets'),
  'image:list': onServer('list images'),
  'image:edit': onServer('change images'),
  'server:back-up': onServer('back up the server'),
  'metrics:view': onServer('read the metrics'),

  'project:list': onSelf('list projects'),
  'project:create': onOrganization('create projects'),
  'project:view': onProject('viewer', 'view the project', ['env', 'project']),
  'project:edit': onProject('admin', 'change the project'),
  'project:delete': onProject('admin', 'delete the project'),
  'project:audit': onProject('admin', "read the project's audit log"),
  'user-access:view': onProject('viewer', "view the project's users"),
  'user-access:edit': onProject('admin', "change the project's users"),
  'project-variable:view': onProject('viewer', "view the project's variables"),
  'project-variable:edit': onProject('admin', "change the project's variables"),
  'build-cache:clear': onProject('admin', "clear the project's build cache"),
  'project-domain:view': onProject('viewer', "view the project's domains"),
  'project-domain:edit': onProject('admin', "change the project's domains"),
  'integration:view': onProject('admin', "view the project's integrations"),
  'integration:edit': onProject('admin', "change the project's integrations"),

  'source:read': onProject('viewer', "read the project's sources"),
  'source:push': onSomeEnvironment('contributor', 'push to the project'),
  'environment-type:list': onProject('viewer', 'list the types of environments', ['project']),
  'environment:list': onProject('viewer', "list the project's environments", ['project']),
  'environment:view': onEnvironment('viewer', 'view the environment', ['env', 'project']),
  'environment:push': onEnvironment('contributor', 'push to the environment'),
  'environment:create': onEnvironment('contributor', 'create environments'),
  'environment:redeploy': onEnvironment('contributor', 'redeploy the environment'),
  'environment:edit': onEnvironment('admin', 'change the environment'),
  'environment:delete': onEnvironment('admin', 'delete the environment'),
  'backup:view': onEnvironment('viewer', 'view backups'),
  'backup:create': onEnvironment('contributor', 'back up the environment'),
  'backup:restore': onEnvironment('admin', 'restore the environment'),
  'backup:delete': onEnvironment('admin', 'delete backups'),
  'environment-variable:view': onEnvironment('viewer', "view the environment's variables"),
  'environment-variable:edit': onEnvironment('admin', "change the environment's variables"),
  'environment-domain:view': onEnvironment('viewer', "view the environment's domains"),
  'environment-domain:edit': onEnvironment('admin', "change the environment's domains"),
  'deployment:view': onEnvironment('viewer', 'view the deployment', ['env', 'project']),
  'resources:edit': onEnvironment('admin', "change the environment's resources"),
  'service:list': onEnvironment('viewer', 'list services', ['env', 'project']),
  'service:delete': onEnvironment('admin', 'delete services'),
  'task:list': onEnvironment('viewer', 'list tasks', ['env', 'project']),
  'task:view': onEnvironment('viewer', 'view task', ['env', 'task', 'project']),
  'task:run': onEnvironment('contributor', 'run task', ['task']),
  'activity:list': onEnvironment('viewer', 'list activities', ['env', 'project']),
  'activity:view': onEnvironment('viewer', 'view the activity', ['env', 'task', 'project']),
  'activity:log': onEnvironment('viewer', 'read the log of the activity', ['env', 'task', 'project']),
  'activity:artifacts': onEnvironment('viewer', 'read the results of the activity', [
    'env',
    'task',
    'project',
  ]),
  'activity:cancel': onEnvironment('contributor', 'cancel the activity', ['task']),
} as const satisfies Readonly<Record<string, Rule>>;

export type Operation = keyof typeof operations;

/** The rule of an operation. */
export function ruleOf(operation: Operation): Rule {
  return operations[operation];
}
