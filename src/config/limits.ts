/** What a configuration may cost to read. A project's files come from anyone who may push. */
export const limits = {
  fileBytes: 1_048_576,
  files: 100,
  /** Real configurations stay under 10 levels; the YAML composer calls itself once a level. */
  depth: 100,
  /** Lexical pieces of one file, about 8 a line. */
  tokens: 200_000,
  /** Values of one file once its aliases are written out: what stops a few aliases from becoming billions. */
  values: 50_000,
  /** Problems reported at once. */
  problems: 100,
} as const;
