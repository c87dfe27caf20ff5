/** A variable as the API answers with it (wire.md 4.4). */
export interface VariableDocument {
  readonly name: string;
  /** Absent where it is sensitive. */
  readonly value?: string;
  readonly is_json?: boolean;
  readonly is_sensitive?: boolean;
  readonly visible_build?: boolean;
  readonly visible_runtime?: boolean;
  readonly application_scope?: readonly string[];
  /** Of an environment's. */
  readonly environment?: string;
  readonly inherited?: boolean;
  readonly is_enabled?: boolean;
  readonly is_inheritable?: boolean;
  readonly created_at?: string;
  readonly updated_at?: string;
}

/** The answer to a change. */
export interface VariableAnswer {
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly _embedded?: { readonly entity?: VariableDocument };
}

export type Level = 'project' | 'environment';

export const levelOf = ({ environment }: VariableDocument): Level =>
  environment === undefined ? 'project' : 'environment';

/** The value, or why it is not there. */
export function sayValue({ value, is_sensitive }: VariableDocument): string {
  return is_sensitive === true ? '[sensitive]' : (value ?? '');
}
