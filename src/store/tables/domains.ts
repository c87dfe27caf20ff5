export interface DomainTable {
  readonly name: string;
  readonly project: string;
  /** Empty for a domain of the project. */
  readonly environment: string;
  /** Whole number, 0 or 1. */
  readonly is_default: number;
  /** JSON. */
  readonly attributes: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}
