import type { Generated } from 'kysely';
import type { ActivityState, ActivityType } from '../activity/activity.ts';
import type { Environment } from '../deploy/deployment.ts';
import type { RunState } from '../task/run.ts';

/**
 * The tables, in types that every SQL database has: text ids, times as whole milliseconds since 1970 in columns
 * named `…_ms`, structured values as JSON text. `migrations/` creates them.
 */
export interface Schema {
  readonly users: UserTable;
  readonly api_tokens: ApiTokenTable;
  readonly projects: ProjectTable;
  readonly environments: EnvironmentTable;
  readonly deployments: DeploymentTable;
  readonly activities: ActivityTable;
  readonly runs: RunTable;
}

export interface UserTable {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly display_name: string;
  readonly created_at_ms: number;
}

export interface ApiTokenTable {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly hash: string;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
}

export interface ProjectTable {
  readonly id: string;
  readonly title: string;
  readonly default_branch: string;
  readonly entropy: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface EnvironmentTable {
  readonly project: string;
  readonly name: string;
  readonly machine_name: string;
  readonly type: Environment['type'];
  readonly parent: string | null;
  readonly deployment: string | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface DeploymentTable {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  /** JSON of a `Definition`. */
  readonly definition: string;
  readonly tree_id: string;
  /** JSON: name → `Build`. */
  readonly builds: string;
  readonly created_at_ms: number;
}

export interface ActivityTable {
  /** Grows with every row and is never given twice: the order in which activities were made. */
  readonly sequence: Generated<number>;
  readonly id: string;
  readonly type: ActivityType;
  readonly project: string;
  readonly environment: string;
  readonly state: ActivityState;
  readonly result: 'success' | 'failure' | null;
  readonly failure_reason: 'error' | 'shell' | null;
  /** JSON, as are `payload`, `commands`, `timings` and `actor`. */
  readonly parameters: string;
  readonly payload: string;
  readonly commands: string;
  readonly timings: string;
  readonly text: string;
  readonly actor: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly started_at_ms: number | null;
  readonly completed_at_ms: number | null;
  readonly cancelled_at_ms: number | null;
}

export interface RunTable {
  /** The order of the queue. */
  readonly sequence: Generated<number>;
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly state: RunState;
  /** JSON, as are `actor` and `outcome`. */
  readonly variables: string;
  readonly container_id: string | null;
  readonly deployment: string | null;
  readonly actor: string;
  readonly created_at_ms: number;
  readonly started_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly outcome: string | null;
}
