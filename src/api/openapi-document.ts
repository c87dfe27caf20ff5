import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** How `GET /openapi.json` is made out of the routes. */
export function documentOptions(version: string, apiUrl: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Errand',
        version,
        description:
          'Tasks beside your applications. Paths, bodies and errors are those of the Upsun API where it has them.',
      },
      servers: [{ url: apiUrl }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'From `POST /oauth2/token`.' },
        },
      },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
  };
}
