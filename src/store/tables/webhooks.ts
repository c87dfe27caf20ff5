import type { Generated } from 'kysely';
import type { DeliveryState } from '../../webhook/delivery.ts';

export interface IntegrationTable {
  readonly id: string;
  readonly project: string;
  readonly url: string;
  /** JSON, as are `states`, `environments` and `excluded_environments`. */
  readonly events: string;
  readonly states: string;
  readonly environments: string;
  readonly excluded_environments: string;
  readonly result: 'success' | 'failure' | '*';
  /** Sealed. */
  readonly secret: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface DeliveryTable {
  readonly sequence: Generated<number>;
  readonly id: string;
  readonly integration: string;
  readonly project: string;
  readonly activity: string;
  /** JSON of the activity's row at the event. */
  readonly snapshot: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created_at_ms: number;
  readonly due_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
}
