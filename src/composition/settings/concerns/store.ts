import { z } from 'zod';

/** Where the server keeps its records. */
export const store = z
  .strictObject({
    database_url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'Must be a URL such as `postgres://user:password@host/database`.')
      .optional()
      .meta({
        description:
          'A PostgreSQL database (14 or newer) for the server’s records; `store/errand.db` in the home when left out.',
        environment: 'ERRAND_DATABASE_URL',
      }),
  })
  .prefault({})
  .describe('The store of projects, runs and activities.')
  .transform(({ database_url }) => ({ databaseUrl: database_url ?? null }));
