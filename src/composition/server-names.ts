import type { Settings } from './settings/settings.ts';

/** Host names of the server itself: its domain, below which environments are, and what its API is called. */
export function serverNames({ router, identity }: Settings): readonly string[] {
  const publicHost = identity.publicUrl === null ? [] : [new URL(identity.publicUrl).hostname];
  return [router.domain, 'localhost', 'upsun.com', ...publicHost];
}
