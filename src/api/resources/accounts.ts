import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { authorize } from '../access/authorize.ts';
import { renderInstant } from '../render/instant.ts';
import { renderUser } from '../render/render-user.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { requireUser } from './require-user.ts';

export const userPath = z.object({ user: z.string().min(1).max(255).describe('Id of the user') });

const username = z
  .string()
  .regex(/^[a-z0-9](?:[._-]?[a-z0-9])*$/, 'use lowercase letters and digits, with . _ - between them')
  .max(64);
const email = z.email('is not an e-mail address').max(254);
const displayName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'may not hold control characters');

const newUser = z.strictObject({
  email,
  username: username.optional().describe('What stands before the @ if absent'),
  display_name: displayName.optional().describe('The user name if absent'),
  is_administrator: z.boolean().default(false).describe('May do everything on this server'),
  is_owner: z.boolean().default(false).describe('Creates projects and is admin of all'),
});

const userChange = z.strictObject({
  username: username.optional(),
  email: email.optional(),
  display_name: displayName.optional(),
  is_administrator: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  deactivated: z.boolean().optional(),
});

/** The users of the server. Errand's own but for `GET /users/{id}`. */
export function accountRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/users',
      operation: 'user:list',
      summary: 'The users of the server',
      status: 200,
      answer: '`items`, by user name',
      handle: async () => {
        const items = (await rooms.people.list()).map(renderUser);
        return { count: items.length, items, _links: { self: { href: '/users' } } };
      },
    }),
    createRoute(rooms),
    route({
      method: 'GET',
      path: '/users/:user',
      operation: 'user:view',
      summary: 'A user',
      parameters: userPath,
      status: 200,
      answer: 'User',
      handle: async ({ parameters }) => renderUser(await requireUser(rooms.identity, parameters.user)),
    }),
    changeRoute(rooms),
    route({
      method: 'DELETE',
      path: '/users/:user',
      operation: 'user:delete',
      summary: 'Delete a user with their tokens and roles',
      parameters: userPath,
      status: 204,
      answer: 'Nothing',
      handle: async ({ parameters }) => {
        const { id } = await requireUser(rooms.identity, parameters.user);
        await rooms.people.remove(id);
      },
    }),
  ];
}

function createRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: '/users',
    operation: 'user:create',
    summary: 'Make a user, with a password for the first sign-in',
    body: newUser,
    status: 201,
    answer: 'User, with `password` and `password_expires_at`, shown only here',
    handle: async ({ body }) => {
      const name = body.username ?? username.catch('user').parse(body.email.split('@')[0]?.toLowerCase());
      const user = await rooms.people.create({
        username: name,
        email: body.email,
        displayName: body.display_name ?? name,
        isAdministrator: body.is_administrator,
        isOwner: body.is_owner,
      });
      const { password, expiresAt } = await rooms.people.giveOneTimePassword(user.id);
      return { ...renderUser(user), password, password_expires_at: renderInstant(expiresAt) };
    },
  });
}

function changeRoute(rooms: Rooms): Route {
  return route({
    method: 'PATCH',
    path: '/users/:user',
    operation: 'user:edit',
    furtherOperations: ['user:administer'],
    summary: 'Change a user; only an administrator changes more than the display name',
    parameters: userPath,
    body: userChange,
    status: 200,
    answer: 'User',
    handle: (call) => changeAccount(rooms, call),
  });
}

type ChangeCall = Call<z.output<typeof userPath>, unknown, z.output<typeof userChange>>;

async function changeAccount({ identity, people }: Rooms, { parameters, body, principal }: ChangeCall) {
  const { display_name: name, is_administrator, is_owner, deactivated, ...rest } = body;
  const others = Object.keys(body).filter((key) => key !== 'display_name');
  // Addresses lead to accounts at the sign-in from an outside provider, so nobody may take another's.
  if (others.length > 0) authorize(identity, principal, 'user:administer', { user: parameters.user });
  if (principal.kind === 'user' && principal.userId === parameters.user && deactivated === true) {
    throw new ErrandError('conflict', 'You cannot deactivate yourself.');
  }
  const change = {
    ...rest,
    displayName: name,
    isAdministrator: is_administrator,
    isOwner: is_owner,
    isDeactivated: deactivated,
  };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return renderUser(await people.change(parameters.user, given));
}
