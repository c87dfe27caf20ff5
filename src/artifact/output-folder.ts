/** Where a container leaves its results. Its size is limited: who writes more gets ENOSPC. */
export interface OutputFolder {
  /** On the machine, for the container's mount. Seen by this thread and its children only. */
  readonly path: string;
  /** Whether nothing was left in it. */
  isEmpty(): boolean;
  /** Copies what was left into a folder that is there. Links stay links. */
  copyTo(target: string): Promise<void>;
  /** Gives it back; whatever is in it goes. To be called when the container is gone. Safe to call twice, and again where it failed. */
  release(): Promise<void>;
}

/** Output folders of all containers of a server. */
export interface OutputFolders {
  take(containerId: string): Promise<OutputFolder>;
  /** That of a container that outlived the former server; null where it had none. Error: `volume_failed`. */
  adopt(containerId: string): Promise<OutputFolder | null>;
  /** Removes what a former server left and nobody adopted. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}
