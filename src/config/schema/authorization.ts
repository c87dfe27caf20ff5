import { z } from 'zod';

export const authorization = z
  .strictObject({
    type: z
      .enum(['env', 'project', 'task'])
      .describe(
        'What is reached: `env`, the environment’s API; `task`, one task; `project`, all environments of the project (Errand’s own).',
      ),
    action: z
      .enum(['view', 'operate'])
      .describe('`view` reads the environment or the project; `operate` triggers and cancels a task.'),
    resource: z.string().nullish().describe('The task’s name; needed when `type` is `task`.'),
  })
  .describe('One grant; `env` and `task` are bound to the environment that the container runs in.');

export type AuthorizationInput = z.output<typeof authorization>;

export const authorizations = z
  .array(authorization)
  .nullish()
  .describe('What the container may do to the API with the tokens it gets from the broker.');
