import type { ServerResponse } from 'node:http';
import type { Activity } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Artifacts } from '../artifact/artifacts.ts';
import type { BuildRoom } from '../build/clear-cache.ts';
import type { CronRunner } from '../cron/cron-runner.ts';
import type { Deployer } from '../deploy/deployer.ts';
import type { Deployment, Environment, Project } from '../deploy/deployment.ts';

import type { Pusher } from '../deploy/git-push.ts';

import type { ServiceState } from '../deploy/service-state.ts';
import type { ImageRoom } from '../deploy/unused/image-room.ts';
import type { DomainDesk } from '../domain/domain-desk.ts';
import type { Backup } from '../environment/backup/backup.ts';
import type { Backups } from '../environment/backup/backups.ts';
import type { EnvironmentChanges } from '../environment/environment-changes.ts';
import type { AuditActor } from '../identity/audit/audit-event.ts';
import type { Decision, Target } from '../identity/authorization/decision.ts';
import type { Grant } from '../identity/authorization/grant.ts';
import type { Operation } from '../identity/authorization/operations.ts';
import type { OAuthServer } from '../identity/oauth/oauth-server.ts';
import type { OAuthAnswer } from '../identity/oauth-answer.ts';
import type { Principal } from '../identity/principal.ts';
import type { SignInFlow } from '../identity/sign-in/sign-in-flow.ts';
import type { TokenExchangeRequest } from '../identity/token-endpoint.ts';
import type { RetentionRoom } from '../retention/retention-room.ts';
import type { Site } from '../router/site.ts';
import type { ServerBackupRoom } from '../server-backup/hold-still.ts';
import type { Distance } from '../source/branch-heads.ts';
import type { GitRequest } from '../source/git-http/backend.ts';
import type { BlobObject, CommitObject, Reference, TreeItem } from '../source/objects.ts';
import type { ActivityFilter } from '../store/activities/list-activities.ts';
import type { ProjectChange } from '../store/projects/change-project.ts';
import type { User } from '../store/users/user.ts';
import type { TaskRunner } from '../task/task-runner.ts';
import type { VariableDesk } from '../variable/variable-desk.ts';
import type { IntegrationRoom } from '../webhook/integration-room.ts';
import type { AuditRoom } from './audit-room.ts';
import type { PeopleRoom } from './people-room.ts';

export type { ActivityFilter, User };

/** All that the API needs of the house. The composition root binds it; tests bind rooms that live in memory. */
export interface Rooms {
  readonly tasks: TaskRunner;
  readonly changes: EnvironmentChanges;
  readonly backups: BackupRoom;
  readonly builds: BuildRoom;
  readonly deployer: Deployer;
  readonly crons: Pick<CronRunner, 'cancel'>;
  readonly images: ImageRoom;
  readonly projects: ProjectRoom;
  readonly environments: EnvironmentRoom;
  readonly deployments: DeploymentRoom;
  readonly services: ServicesRoom;
  readonly activities: ActivityRoom;
  readonly artifacts: Pick<Artifacts, 'list' | 'find'>;
  readonly logs: Pick<ActivityLogs, 'read' | 'text'>;
  readonly integrations: IntegrationRoom;
  readonly retention: RetentionRoom;
  readonly identity: IdentityRoom;
  readonly people: PeopleRoom;
  readonly audit: AuditRoom;
  readonly oauth: OAuthRoom;
  readonly signIn: SignInFlow;
  readonly git: GitRoom;
  readonly sources: SourceRoom;
  readonly variables: Omit<VariableDesk, 'inEffect'>;
  readonly domains: Omit<DomainDesk, 'load'>;
  readonly secrets: SecretRoom;
  readonly address: Address;
  readonly metrics: MetricsRoom;
  readonly serverBackups: ServerBackupRoom;
}

export interface MetricsRoom {
  readonly contentType: string;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

/** The OAuth server of browsers. */
export type OAuthRoom = Pick<OAuthServer, 'handle' | 'knowsRefreshToken'>;

export interface SecretRoom {
  /** Makes a new key and seals everything with it. Errors: `conflict`, `secret_unreadable`. */
  rotate(): Promise<{ readonly keyId: string; readonly resealed: number }>;
}

export interface ProjectRoom {
  list(): Promise<readonly Project[]>;
  find(id: string): Promise<Project | null>;
  /** Error: `conflict` where the id is taken. */
  create(project: NewProject): Promise<Project>;
  /** Errors: `project_not_found`, `project_deleting`, `environment_not_found` for a default branch that is none. */
  change(id: string, change: ProjectChange): Promise<Project>;
  /** Writes down that it is to be deleted; the deletion goes on by itself. Error: `project_not_found`. */
  delete(id: string, by: AuditActor): Promise<void>;
}

export interface NewProject {
  /** Null: the room makes one up. */
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly defaultBranch: string;
}

export interface BackupRoom extends Backups {
  find(project: string, id: string): Promise<Backup | null>;
  /** Newest first. */
  list(project: string, environment: string): Promise<readonly Backup[]>;
}

export interface EnvironmentRoom {
  list(project: string): Promise<readonly Environment[]>;
  find(project: string, name: string): Promise<Environment | null>;
}

export interface DeploymentRoom {
  /** What runs in the environment; null before its first deployment. */
  current(project: string, environment: string): Promise<Deployment | null>;
}

export interface ServicesRoom {
  /** By name, stopped ones too. */
  list(project: Project, environment: Environment): Promise<readonly ServiceState[]>;
  /** Removes a stopped service with its data. Errors: `service_not_found`, `conflict`. */
  delete(project: Project, environment: Environment, name: string): Promise<void>;
}

export interface ActivityRoom {
  /** The activity, if it is of that project. */
  find(project: string, id: string): Promise<Activity | null>;
  /** Newest first. */
  list(filter: ActivityFilter): Promise<readonly Activity[]>;
}

export interface IdentityRoom {
  /** Who an access token speaks for. Error: `unauthenticated`. */
  authenticate(accessToken: string): Promise<Principal>;
  allow(principal: Principal, operation: Operation, target: Target): Decision;
  /** Answers `POST /oauth2/token`. */
  token(request: TokenExchangeRequest): Promise<OAuthAnswer>;
  /** Answers `POST /oauth2/revoke`. */
  revoke(request: TokenExchangeRequest): Promise<OAuthAnswer>;
  /** Signs with a new key from now on; its name. */
  rotateKey(): Promise<string>;
  /** As JWKs (RFC 7517). */
  publicKeys(): readonly object[];
  user(id: string): Promise<User | null>;
  /** The user's roles in projects. */
  grants(userId: string): Promise<readonly Grant[]>;
}

export interface GitRoom {
  /** Lets git answer. What `pusher` says holds for a push. */
  serve(request: GitRequest, response: ServerResponse, pusher: Pusher): Promise<void>;
}

/** What is known of projects' sources. */
export interface SourceRoom {
  /** The newest commit of every branch. */
  heads(project: string): Promise<ReadonlyMap<string, string>>;
  /** How many commits one has that the other has not; null where they are not there. */
  distance(project: string, commit: string, from: string): Promise<Distance | null>;
  /** Branches and tags. */
  references(project: string): Promise<readonly Reference[]>;
  /** Objects by their whole hashes; null where there is none. Error: `payload_too_large`. */
  commit(project: string, sha: string): Promise<CommitObject | null>;
  tree(project: string, sha: string): Promise<readonly TreeItem[] | null>;
  blob(project: string, sha: string): Promise<BlobObject | null>;
}

export interface Address {
  /** Base URL of this API, without a slash at its end. */
  readonly api: string;
  /** Whether the server speaks TLS itself. */
  readonly hasTls: boolean;
  /** Where an environment's applications are reached. */
  site(environment: Environment): Site;
}
