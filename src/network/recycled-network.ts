import { untilDone } from '../linux/until-done.ts';
import type { Attachment, ContainerNetwork } from './network.ts';

/** A network that keeps the namespaces of containers that are gone for those to come that ask for the same. */
export interface RecycledNetwork extends ContainerNetwork {
  /** Lets go of those that are kept, and of each that is still in use when it is closed. */
  close(): Promise<void>;
}

/**
 * Namespaces are made once and used by one container after the other: making one costs more than all else of a start. The
 * caller sees to it that only containers of one task and one deployment follow each other, and closes an attachment only
 * when its container's processes are gone. What a container can leave in its namespace is counters and connections
 * that time out: it lacks the capability to change addresses, routes or rules. At most `most` are kept.
 */
export function recycledNetwork(network: ContainerNetwork, most: number): RecycledNetwork {
  const kept: { readonly request: string; readonly attachment: Attachment }[] = [];
  let closed = false;

  const lend = (request: string, attachment: Attachment): Attachment => {
    let closing = false;
    const giveBack = untilDone(async () => {
      // One that could not be closed is of no use to anybody.
      closing ||= closed || kept.length >= most;
      if (closing) return attachment.close();
      kept.push({ request, attachment });
    });
    return { ...attachment, close: giveBack };
  };

  return {
    async attach(asked) {
      const request = JSON.stringify([asked.address, asked.egress, asked.permissions]);
      const index = kept.findLastIndex((one) => one.request === request);
      const [found] = index < 0 ? [] : kept.splice(index, 1);
      return lend(request, found?.attachment ?? (await network.attach(asked)));
    },
    async close() {
      closed = true;
      await Promise.all(kept.splice(0).map(({ attachment }) => attachment.close()));
    },
  };
}
