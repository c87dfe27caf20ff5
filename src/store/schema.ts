import type { Generated } from 'kysely';
import type { ActivityState, ActivityType } from '../activity/activity.ts';
import type { Environment } from '../deploy/deployment.ts';
import type { AuditActor, AuditEvent } from '../identity/audit/audit-event.ts';
import type { EnvironmentRole, ProjectRole } from '../identity/authorization/role.ts';
import type { DomainTable } from './tables/domains.ts';
import type { RetentionTable } from './tables/retention.ts';
import type { RunTable } from './tables/runs.ts';
import type { VariableTable } from './tables/variables.ts';
import type { DeliveryTable, IntegrationTable } from './tables/webhooks.ts';

/**
 * The tables, in types that every SQL database has: text ids, times as whole milliseconds since 1970 in columns
 * named `…_ms`, structured values as JSON text. `migrations/` creates them.
 */
export interface Schema {
  readonly users: UserTable;
  readonly passwords: PasswordTable;
  readonly user_access: UserAccessTable;
  readonly oauth_records: OAuthRecordTable;
  readonly outside_identities: OutsideIdentityTable;
  readonly audit_log: AuditTable;
  readonly api_tokens: ApiTokenTable;
  readonly projects: ProjectTable;
  readonly environments: EnvironmentTable;
  readonly deployments: DeploymentTable;
  readonly backups: BackupTable;
  readonly activities: ActivityTable;
  readonly runs: RunTable;
  readonly queue_limits: QueueLimitTable;
  readonly idempotency_keys: IdempotencyKeyTable;
  readonly integrations: IntegrationTable;
  readonly deliveries: DeliveryTable;
  readonly retention: RetentionTable;
  readonly services: ServiceTable;
  readonly addresses: AddressTable;
  readonly variables: VariableTable;
  readonly domains: DomainTable;
}

export interface UserTable {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly display_name: string;
  /** Whole numbers, 0 or 1, as are the other three: not every database has truth values. */
  readonly is_administrator: number;
  readonly is_owner: number;
  readonly is_deactivated: number;
  readonly email_verified: number;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface PasswordTable {
  readonly user_id: string;
  /** Argon2id, in the PHC string format. */
  readonly hash: string;
  readonly must_change: number;
  /** Of a password that somebody else made; null: it does not expire. */
  readonly expires_at_ms: number | null;
  readonly changed_at_ms: number;
}

export interface UserAccessTable {
  readonly user_id: string;
  readonly project: string;
  readonly role: ProjectRole;
  readonly production: EnvironmentRole | null;
  readonly staging: EnvironmentRole | null;
  readonly development: EnvironmentRole | null;
  readonly granted_at_ms: number;
  readonly updated_at_ms: number;
}

export interface OAuthRecordTable {
  /** What the library calls it: `Grant`, `RefreshToken`, `AuthorizationCode`. */
  readonly model: string;
  readonly id: string;
  /** JSON. */
  readonly payload: string;
  readonly grant_id: string | null;
  readonly account_id: string | null;
  readonly expires_at_ms: number | null;
  readonly consumed_at_ms: number | null;
}

/** A user as an OpenID Connect provider knows them. */
export interface OutsideIdentityTable {
  readonly issuer: string;
  readonly subject: string;
  readonly user_id: string;
  readonly created_at_ms: number;
}

export interface AuditTable {
  /** The order in which things were written down. */
  readonly sequence: Generated<number>;
  readonly at_ms: number;
  readonly actor_kind: AuditActor['kind'] | null;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly operation: string;
  readonly project: string | null;
  /** JSON. */
  readonly target: string;
  readonly result: AuditEvent['result'];
  readonly status: number | null;
  readonly reason: string | null;
  readonly count: number;
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
  readonly description: string;
  readonly timezone: string;
  readonly default_branch: string;
  readonly entropy: string;
  /** JSON of a `ProjectDeletion`; null where it is not being deleted. */
  readonly deletion: string | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface EnvironmentTable {
  readonly project: string;
  readonly name: string;
  readonly machine_name: string;
  readonly title: string;
  readonly type: Environment['type'];
  readonly status: Environment['status'];
  readonly parent: string | null;
  readonly deployment: string | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface BackupTable {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly commit_id: string | null;
  readonly deployment: string | null;
  readonly volumes: number;
  readonly size_mib: number;
  /** 0 or 1. */
  readonly is_live: number;
  readonly created_at_ms: number;
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

export interface QueueLimitTable {
  readonly project: string;
  readonly environment: string;
  /** Empty for the whole environment. */
  readonly task: string;
  readonly runs_at_once: number;
}

/** `Idempotency-Key` headers of triggers, and what came of each. */
export interface IdempotencyKeyTable {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly key: string;
  /** Tells two bodies apart. */
  readonly fingerprint: string;
  readonly activity: string;
  readonly created_at_ms: number;
}

export interface ServiceTable {
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  readonly type: string;
  readonly version: string | null;
  /** Reference of what it was started from last. */
  readonly image: string | null;
  /** Sealed: what its passwords are made from. */
  readonly seed: string;
  readonly container_id: string | null;
  readonly fingerprint: string | null;
  readonly created_at_ms: number;
  readonly stopped_at_ms: number | null;
}

/** The last address of each workload that others may have a relationship to. */
export interface AddressTable {
  readonly project: string;
  readonly environment: string;
  readonly workload: string;
  readonly address: string;
}
