import { closeSync } from 'node:fs';
import { applicationFolder } from '../container/base-environment.ts';
import { openPlain } from '../linux/open-beneath.ts';

/** The files of an application as its container sees them, mounts too. */
export interface ContainerRoot {
  /** From now on those of this container. To be called while its process surely lives: numbers are given again. */
  follow(pid: number): void;
  /** The container's root, open; the last one while the application is started again. Null before the first. */
  readonly root: number | null;
  /** `/app` in it. */
  readonly application: number | null;
  close(): void;
}

export function openContainerRoot(): ContainerRoot {
  let root: number | null = null;
  let application: number | null = null;
  const close = () => {
    for (const descriptor of [root, application]) if (descriptor !== null) closeSync(descriptor);
    root = null;
    application = null;
  };
  return {
    get root() {
      return root;
    },
    get application() {
      return application;
    },
    follow(pid) {
      close();
      root = openPlain(null, `/proc/${pid}/root`);
      application = root === null ? null : openPlain(root, applicationFolder);
    },
    close,
  };
}
