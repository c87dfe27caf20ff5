import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiToken } from '../people-room.ts';
import { renderApiToken } from '../render/render-api-token.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { userPath } from './accounts.ts';
import { requireUser } from './require-user.ts';

const tokenPath = userPath.extend({ token: z.string().min(1).max(255).describe('Id of the API token') });

const newToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, 'may not hold control characters'),
  expires_at: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .refine((date) => date > new Date(), 'lies in the past')
    .nullish()
    .describe('RFC 3339; it does not expire if absent'),
});

const below = '/users/:user/api-tokens';

export function apiTokenRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: below,
      operation: 'api-token:list',
      summary: 'The user’s API tokens',
      parameters: userPath,
      status: 200,
      answer: 'Array of APIToken, without the tokens themselves',
      handle: async ({ parameters: { user } }) => {
        await requireUser(rooms.identity, user);
        return (await rooms.people.apiTokens(user)).map(renderApiToken);
      },
    }),
    route({
      method: 'POST',
      path: below,
      operation: 'api-token:create',
      summary: 'Make an API token',
      parameters: userPath,
      body: newToken,
      status: 201,
      answer: 'APIToken with `token`, which is shown only here',
      handle: (call) => create(rooms, call),
    }),
    ...singleTokenRoutes(rooms),
  ];
}

function singleTokenRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `${below}/:token`,
      operation: 'api-token:list',
      summary: 'An API token',
      parameters: tokenPath,
      status: 200,
      answer: 'APIToken',
      handle: async ({ parameters }) => renderApiToken(await requireToken(rooms, parameters)),
    }),
    route({
      method: 'DELETE',
      path: `${below}/:token`,
      operation: 'api-token:revoke',
      summary: 'Revoke an API token',
      parameters: tokenPath,
      status: 204,
      answer: 'Nothing',
      handle: async ({ parameters }) => {
        const { id } = await requireToken(rooms, parameters);
        await rooms.people.revokeApiToken(id);
      },
    }),
  ];
}

type CreateCall = Call<z.output<typeof userPath>, unknown, z.output<typeof newToken>>;

async function create({ identity, people }: Rooms, { parameters, body, reply }: CreateCall) {
  const { id: userId } = await requireUser(identity, parameters.user);
  const expiresAt = body.expires_at ?? null;
  const { token, secret } = await people.createApiToken({ userId, name: body.name, expiresAt });
  const rendered = renderApiToken(token);
  reply.header('location', rendered._links.self.href);
  return { ...rendered, token: secret };
}

async function requireToken(
  { people }: Rooms,
  { user, token: id }: z.output<typeof tokenPath>,
): Promise<ApiToken> {
  const token = await people.findApiToken(user, id);
  if (token !== null && token.revokedAt === null) return token;
  throw new ErrandError('api_token_not_found', `There is no API token "${id}".`, {
    details: { user, token: id },
  });
}
