export interface VariableTable {
  readonly project: string;
  /** Empty for a variable of the project. */
  readonly environment: string;
  readonly name: string;
  /** One of the two is null. */
  readonly value: string | null;
  readonly sealed: string | null;
  /** Whole numbers, 0 or 1, as are the next five. */
  readonly is_masked: number;
  readonly is_json: number;
  readonly visible_build: number;
  readonly visible_runtime: number;
  readonly is_enabled: number;
  readonly is_inheritable: number;
  /** JSON, as is `attributes`. */
  readonly application_scope: string;
  readonly attributes: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}
