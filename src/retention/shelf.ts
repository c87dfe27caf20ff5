/** What is kept of activities beside their records: their logs, or what their runs left. */
export interface Shelf {
  list(project: string): Promise<readonly Shelved[]>;
  /** Takes it away. `notice`: a sentence that says when and why, left in its place if there is a place to leave it. */
  remove(project: string, activity: string, notice: string): Promise<void>;
  /** Takes it away with all that is left in its place. */
  forget(project: string, activity: string): Promise<void>;
}

export interface Shelved {
  readonly activity: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}
