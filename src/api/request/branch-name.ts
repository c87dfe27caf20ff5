import { z } from 'zod';

/** What git takes as a branch (git-check-ref-format(1)), without its rarer characters. */
export const branchName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][\w./-]*$/, 'is not the name of a branch')
  .refine((name) => !/\.\.|\/\/|\/\.|[./]$|\.lock(?:\/|$)/.test(name), 'is not the name of a branch');
