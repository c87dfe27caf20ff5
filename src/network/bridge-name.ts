import { createHash } from 'node:crypto';

/** A bridge as it is on the machine. */
export interface PresentBridge {
  readonly name: string;
  /** Whose it is, as `bridgeOwner` says; empty where nothing is written on it. */
  readonly owner: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * What is written on an environment's bridge as its alias: it lives as long as the bridge, and tells the next server whose it is.
 * The whole hash, since a name has room for six digits only, and whoever names a branch can search for one that has the same.
 */
export function bridgeOwner(key: string): string {
  return `errand:${sha256(key)}`;
}

/** Interface names have 15 characters at most. The same environment has the same name again where that is free. */
function bridgeName(prefix: string, key: string, attempt: number): string {
  return `${prefix}${sha256(attempt === 0 ? key : `${key}\n${attempt}`).slice(0, 6)}`;
}

/**
 * The name of an environment's bridge: of the one that is its own, else one that no other environment's has. A bridge with
 * nothing written on it is of a former version of Errand, which gave it the first name that is tried here, or half made.
 */
export function chooseBridge(prefix: string, key: string, present: readonly PresentBridge[]): string {
  const owner = bridgeOwner(key);
  const own = present.find((bridge) => bridge.owner === owner);
  if (own !== undefined) return own.name;
  const taken = new Set(present.filter((bridge) => bridge.owner !== '').map(({ name }) => name));
  let attempt = 0;
  while (taken.has(bridgeName(prefix, key, attempt))) attempt++;
  return bridgeName(prefix, key, attempt);
}
