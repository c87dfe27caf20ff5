import { randomBytes } from 'node:crypto';
import { newActivityId } from '../activity/activity-id.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { MetricsRoom, NewProject, Rooms } from '../api/rooms.ts';
import type { Artifacts } from '../artifact/artifacts.ts';
import type { BuildRoom } from '../build/clear-cache.ts';
import type { CronRunner } from '../cron/cron-runner.ts';
import type { Deployer } from '../deploy/deployer.ts';
import type { Project } from '../deploy/deployment.ts';
import type { ImageRoom } from '../deploy/unused/image-room.ts';
import type { DomainDesk } from '../domain/domain-desk.ts';
import type { Backups } from '../environment/backup/backups.ts';
import type { EnvironmentChanges } from '../environment/environment-changes.ts';
import type { OpenAuditTrail } from '../identity/audit/trail.ts';
import type { SigningKey } from '../identity/signing-key.ts';
import type { Workloads } from '../identity/workloads.ts';
import type { ProjectDeletions } from '../project/deletions.ts';
import type { RetentionRoom } from '../retention/retention-room.ts';
import { siteUrl } from '../router/site.ts';
import type { Sites } from '../router/sites.ts';
import type { ServerBackupRoom } from '../server-backup/hold-still.ts';
import type { Repository } from '../source/repository.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { listActivities } from '../store/activities/list-activities.ts';
import { listAuditEvents } from '../store/audit/list-audit-events.ts';
import { findBackup } from '../store/backups/find-backup.ts';
import { listBackups } from '../store/backups/list-backups.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import { changeProject } from '../store/projects/change-project.ts';
import { findProject } from '../store/projects/find-project.ts';
import { insertProject } from '../store/projects/insert-project.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import type { Database, Store } from '../store/store.ts';
import type { TaskRunner } from '../task/task-runner.ts';
import { openVariableDesk } from '../variable/variable-desk.ts';
import type { IntegrationRoom } from '../webhook/integration-room.ts';
import { openGitRoom } from './git-room.ts';
import { openIdentityRoom } from './identity-room.ts';
import { openPeopleRoom } from './people-room.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { IdentitySettings } from './settings/concerns/identity.ts';
import { openSignIn } from './sign-in.ts';
import { openSourceRoom } from './source-room.ts';

export interface ApiRoomsParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly artifacts: Artifacts;
  readonly metrics: MetricsRoom;
  readonly tasks: TaskRunner;
  readonly services: Rooms['services'];
  readonly deployer: Deployer;
  readonly crons: Pick<CronRunner, 'cancel'>;
  readonly images: ImageRoom;
  readonly integrations: IntegrationRoom;
  readonly changes: EnvironmentChanges;
  readonly backups: Backups;
  readonly builds: BuildRoom;
  readonly deletions: Pick<ProjectDeletions, 'begin'>;
  readonly retention: RetentionRoom;
  readonly serverBackups: ServerBackupRoom;
  readonly key: SigningKey;
  readonly cookieKey: string;
  readonly identity: IdentitySettings;
  readonly audit: OpenAuditTrail;
  readonly log: { warn(about: object, message: string): void };
  readonly workloads: Pick<Workloads, 'find'>;
  readonly secrets: SecretKeys;
  readonly apiUrl: string;
  /** Null where it speaks no TLS. */
  readonly httpsPort: number | null;
  readonly sites: Sites;
  readonly domains: DomainDesk;
  readonly home: string;
  repositoryOf(project: string): Promise<Repository>;
}

/** The original's PLATFORM_PROJECT_ENTROPY has 56 characters. */
const entropyBytes = 35;

async function createProject(db: Database, { id, ...given }: NewProject): Promise<Project> {
  const now = new Date();
  const entropy = randomBytes(entropyBytes).toString('hex').slice(0, 56);
  const project: Project = {
    id: id ?? newActivityId(),
    ...given,
    timezone: 'UTC',
    entropy,
    deletion: null,
    createdAt: now,
    updatedAt: now,
  };
  await insertProject(db, project);
  return project;
}

function openProjectRoom({ store: { db }, deletions }: ApiRoomsParts): Rooms['projects'] {
  return {
    list: () => listProjects(db),
    find: (id) => findProject(db, id),
    create: (project) => createProject(db, project),
    change: (id, change) => changeProject(db, id, change),
    delete: (id, by) => deletions.begin(id, by),
  };
}

function openAuditRoom(db: Database, audit: ApiRoomsParts['audit']): Rooms['audit'] {
  return {
    record: (event) => audit.record(event),
    async list(filter) {
      await audit.flush();
      return listAuditEvents(db, filter);
    },
  };
}

function addressOf({ apiUrl, httpsPort, sites }: ApiRoomsParts): Rooms['address'] {
  return { api: apiUrl, hasTls: httpsPort !== null, site: (environment) => sites.siteOf(environment) };
}

function takenAsTheyAre(parts: ApiRoomsParts) {
  const { tasks, deployer, crons, images, changes, builds } = parts;
  const { logs, artifacts, metrics, integrations, retention, serverBackups } = parts;
  const acting = { tasks, deployer, crons, images, changes, builds };
  return { ...acting, logs, artifacts, metrics, integrations, retention, serverBackups };
}

/** What the API is served from: the store, the log and the parts that act. */
export function openApiRooms(parts: ApiRoomsParts): Rooms {
  const { store, key } = parts;
  const { db } = store;
  const browser = openSignIn({ ...parts, db });
  return {
    ...takenAsTheyAre(parts),
    backups: {
      ...parts.backups,
      find: (project, id) => findBackup(db, project, id),
      list: (project, environment) => listBackups(db, project, environment),
    },
    projects: openProjectRoom(parts),
    environments: {
      list: (project) => listEnvironments(db, project),
      find: (project, name) => findEnvironment(db, project, name),
    },
    deployments: { current: (project, environment) => currentDeployment(db, project, environment) },
    services: parts.services,
    activities: {
      find: (project, id) => findActivity(db, project, id),
      list: (filter) => listActivities(db, filter),
    },
    identity: openIdentityRoom(db, key, parts.audit, parts.workloads),
    people: openPeopleRoom(db, browser.oauth),
    audit: openAuditRoom(db, parts.audit),
    ...browser,
    sources: openSourceRoom(parts.home, parts.log),
    git: openGitRoom({
      ...parts,
      urlOf: (environment) => siteUrl(parts.sites.siteOf(environment)),
    }),
    variables: openVariableDesk(db, parts.secrets.cipher),
    domains: parts.domains,
    secrets: { rotate: () => parts.secrets.rotate() },
    address: addressOf(parts),
  };
}
