import { z } from 'zod';

const attributes = z.record(z.string().max(200), z.string().max(1000)).optional();

/** A certificate that was taken and not used would be worse than one that is refused. */
const ssl = z
  .null('certificates are made by the server or are the operator’s (tls.certificates), so leave it out')
  .optional();

const replacementFor = z
  .string()
  .max(255)
  .nullish()
  .describe('Taken and not kept: every route of the environment answers at all of its domains');

export const domainChange = z.strictObject({
  attributes,
  is_default: z.boolean().optional(),
  replacement_for: replacementFor,
  ssl,
});

export const newDomain = domainChange.extend({ name: z.string().min(1).max(255) });
