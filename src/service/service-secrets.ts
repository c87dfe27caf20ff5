import { createHmac } from 'node:crypto';

/** Characters that go unchanged through shells, URLs, SQL and configuration files. */
const characters = 32;

/**
 * A service's passwords, all from one random seed that is kept for it: an endpoint that is added gets one of its own, and the
 * others keep theirs. The seed of another environment gives others.
 */
export function serviceSecrets(seed: string): (name: string) => string {
  return (name) => createHmac('sha256', seed).update(name).digest('hex').slice(0, characters);
}
