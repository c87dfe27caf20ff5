/** What a configuration may cost to read. A project's files come from anyone who may push. */
export const limits = {
  fileBytes: 1_048_576,
  files: 100,
  /** Real configurations stay under 10 levels; the YAML composer calls itself once a level. */
  depth: 100,
  /** Of all files together, as are the lexical pieces: about 8 a line, so some 10 000 lines. */
  characters: 4_194_304,
  lexemes: 80_000,
  /** Values of one file once its aliases are written out: what stops a few aliases from becoming billions. */
  values: 50_000,
  /** Problems reported at once. */
  problems: 100,
} as const;
