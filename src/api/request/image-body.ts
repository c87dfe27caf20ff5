import { z } from 'zod';

export const pullBody = z.strictObject({
  image: z.string().min(1).max(1024).describe('A type such as `python:3.13`, or the reference of an image'),
  update: z.boolean().optional().describe('Whether to ask the registry what the tag stands for now'),
});

export const pruneBody = z
  .strictObject({
    keep_hours: z
      .number()
      .min(0)
      .optional()
      .describe('How long what nobody uses is kept; as the settings say when left out'),
  })
  .prefault({});
