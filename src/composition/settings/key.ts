import { z } from 'zod';

declare module 'zod' {
  interface GlobalMeta {
    /** The environment variable that wins over the key in the settings file. */
    readonly environment?: string;
    /** The option of `errand serve` and `errand start` that wins over both. */
    readonly option?: string;
  }
}

export function wholeNumber(least: number, most: number) {
  const error = `Must be a whole number from ${least} to ${most}.`;
  return z.int({ error }).min(least, error).max(most, error);
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, { error: `Must be one of: ${values.join(', ')}.` });
}
