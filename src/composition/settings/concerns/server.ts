import { z } from 'zod';
import { oneOf, wholeNumber } from '../key.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The process itself. */
export const server = z
  .strictObject({
    host: z
      .string()
      .min(1, 'Must be an address.')
      .default('127.0.0.1')
      .meta({ description: 'Address to listen on.', environment: 'ERRAND_HOST', option: '--host' }),
    port: wholeNumber(0, 65_535).default(8787).meta({
      description: 'Port of the API and of applications; 0 takes a free one.',
      environment: 'ERRAND_PORT',
      option: '--port',
    }),
    log_level: oneOf(levels)
      .default('info')
      .meta({ description: 'How much the server’s own log says.', environment: 'ERRAND_LOG_LEVEL' }),
  })
  .prefault({})
  .describe('The server itself.')
  .transform(({ host, port, log_level }) => ({ host, port, logLevel: log_level }));
