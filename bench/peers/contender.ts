/** One of those that are compared. */
export interface Contender {
  readonly name: string;
  /** Runs `echo go` and resolves when all is over, with the milliseconds to its first byte. */
  firstByte(): Promise<number>;
}
