import { z } from 'zod';
import { config } from '../schema/config.ts';

/**
 * The language as a JSON Schema (draft 7, which editors read): https://json-schema.org/draft-07. What concerns more
 * than one key, such as a relationship to something undefined, is beyond it; `errand config:check` looks at that too.
 */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(config, { io: 'input', target: 'draft-7', reused: 'ref' });
}
