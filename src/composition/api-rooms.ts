import { randomBytes } from 'node:crypto';
import { newActivityId } from '../activity/activity-id.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Rooms } from '../api/rooms.ts';
import type { Deployer } from '../deploy/deployer.ts';
import type { Project } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { readAccessToken } from '../identity/access-token.ts';
import { allow } from '../identity/authorization.ts';
import type { SigningKey } from '../identity/signing-key.ts';
import { exchangeToken, revokeToken } from '../identity/token-endpoint.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { listActivities } from '../store/activities/list-activities.ts';
import { isUsable } from '../store/api-tokens/api-token.ts';
import { findApiTokenByHash } from '../store/api-tokens/find-api-token-by-hash.ts';
import { touchApiToken } from '../store/api-tokens/touch-api-token.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import { findProject } from '../store/projects/find-project.ts';
import { insertProject } from '../store/projects/insert-project.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import type { Database, Store } from '../store/store.ts';
import { findUser } from '../store/users/find-user.ts';
import type { TaskRunner } from '../task/task-runner.ts';

export interface ApiRoomsParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly tasks: TaskRunner;
  readonly deployer: Deployer;
  readonly key: SigningKey;
  readonly apiUrl: string;
  applicationUrl(project: string, environment: string): string;
}

/** The original's PLATFORM_PROJECT_ENTROPY has 56 characters. */
const entropyBytes = 35;

async function createProject(
  db: Database,
  id: string | null,
  title: string,
  defaultBranch: string,
): Promise<Project> {
  const now = new Date();
  const entropy = randomBytes(entropyBytes).toString('hex').slice(0, 56);
  const project: Project = {
    id: id ?? newActivityId(),
    title,
    defaultBranch,
    entropy,
    createdAt: now,
    updatedAt: now,
  };
  await insertProject(db, project);
  return project;
}

async function userOfToken(db: Database, hash: string): Promise<{ readonly userId: string } | null> {
  const token = await findApiTokenByHash(db, hash);
  if (token === null || !isUsable(token, new Date())) return null;
  await touchApiToken(db, token.id, new Date());
  return { userId: token.userId };
}

/** What the API is served from: the store, the log and the parts that act. */
export function openApiRooms(parts: ApiRoomsParts): Rooms {
  const { store, key } = parts;
  const { db } = store;
  return {
    tasks: parts.tasks,
    deployer: parts.deployer,
    logs: parts.logs,
    projects: {
      list: () => listProjects(db),
      find: (id) => findProject(db, id),
      create: ({ id, title, defaultBranch }) => createProject(db, id, title, defaultBranch),
    },
    environments: {
      list: (project) => listEnvironments(db, project),
      find: (project, name) => findEnvironment(db, project, name),
    },
    deployments: { current: (project, environment) => currentDeployment(db, project, environment) },
    activities: {
      find: (project, id) => findActivity(db, project, id),
      list: (filter) => listActivities(db, filter),
    },
    identity: {
      async authenticate(token) {
        const principal = await readAccessToken(key, token);
        if (principal.kind !== 'user') return principal;
        const user = await findUser(db, principal.userId);
        if (user === null)
          throw new ErrandError('unauthenticated', 'the user of this token does not exist any more');
        return { ...principal, username: user.username };
      },
      allow,
      token: (request) =>
        exchangeToken(request, {
          key,
          now: () => new Date(),
          findUserByApiTokenHash: (hash) => userOfToken(db, hash),
        }),
      revoke: async () => revokeToken(),
      user: (id) => findUser(db, id),
    },
    address: {
      api: parts.apiUrl,
      applicationUrl: (project, environment) => parts.applicationUrl(project, environment),
    },
  };
}
