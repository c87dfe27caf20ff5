/** What an environment held at one moment, kept. */
export interface Backup {
  /** That of the activity that made it. */
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  /** Of the branch at that moment; null where it had none. */
  readonly commit: string | null;
  readonly deployment: string | null;
  readonly volumes: number;
  /** Of all volumes together. */
  readonly sizeMiB: number;
  /** Whether it was asked for as one that waits for nothing: both kinds are as of one moment here. */
  readonly isLive: boolean;
  readonly createdAt: Date;
}
