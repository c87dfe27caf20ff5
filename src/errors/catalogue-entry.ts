/** Whose fault an error is: the caller of the API, the project's own files and code, or the platform (this server and its machine). */
export type Fault = 'caller' | 'project' | 'platform';

export interface CatalogueEntry {
  /** What happened, in one sentence. `docs/reference/errors.md` is generated from it. */
  readonly meaning: string;
  readonly httpStatus: number;
  /** Exit status of the `errand` command when it ends with this error. */
  readonly exitCode: number;
  readonly fault: Fault;
}
