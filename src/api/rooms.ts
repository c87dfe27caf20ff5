import type { Activity } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Deployer } from '../deploy/deployer.ts';
import type { Deployment, Environment, Project } from '../deploy/deployment.ts';
import type { Decision, Operation, Target } from '../identity/authorization.ts';
import type { OAuthAnswer } from '../identity/oauth-answer.ts';
import type { Principal } from '../identity/principal.ts';
import type { TokenExchangeRequest } from '../identity/token-endpoint.ts';
import type { ActivityFilter } from '../store/activities/list-activities.ts';
import type { TaskRunner } from '../task/task-runner.ts';

export type { ActivityFilter };

/** All that the API needs of the house. The composition root binds it; tests bind rooms that live in memory. */
export interface Rooms {
  readonly tasks: TaskRunner;
  readonly deployer: Deployer;
  readonly projects: ProjectRoom;
  readonly environments: EnvironmentRoom;
  readonly deployments: DeploymentRoom;
  readonly activities: ActivityRoom;
  readonly logs: Pick<ActivityLogs, 'read' | 'text'>;
  readonly identity: IdentityRoom;
  readonly address: Address;
}

export interface ProjectRoom {
  list(): Promise<readonly Project[]>;
  find(id: string): Promise<Project | null>;
  /** Error: `conflict` where the id is taken. */
  create(project: NewProject): Promise<Project>;
}

export interface NewProject {
  /** Null: the room makes one up. */
  readonly id: string | null;
  readonly title: string;
  readonly defaultBranch: string;
}

export interface EnvironmentRoom {
  list(project: string): Promise<readonly Environment[]>;
  find(project: string, name: string): Promise<Environment | null>;
}

export interface DeploymentRoom {
  /** What runs in the environment; null before its first deployment. */
  current(project: string, environment: string): Promise<Deployment | null>;
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
  user(id: string): Promise<User | null>;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly createdAt: Date;
}

export interface Address {
  /** Base URL of this API, without a slash at its end. */
  readonly api: string;
  /** Where the environment's applications are reached, with a slash at its end. */
  applicationUrl(project: string, environment: string): string;
}
