import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { renderInstant } from '../render/instant.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { userPath } from './accounts.ts';
import { requireUser } from './require-user.ts';

const passwordBody = z
  .strictObject({
    password: z.string().max(1024).optional().describe('The new one; made up, for one sign-in, if absent'),
    current_password: z.string().max(1024).optional().describe('Needed where one changes one’s own'),
  })
  .nullish();

/** Errand's own: the original has passwords elsewhere. */
export function passwordRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/users/:user/password',
      operation: 'user:edit',
      summary: 'Change one’s password, or as an administrator give a user one for the next sign-in',
      parameters: userPath,
      body: passwordBody,
      status: 200,
      answer: '`password` and `expires_at` of a made-up one, shown only here',
      handle: (call) => setPassword(rooms, call),
    }),
  ];
}

type PasswordCall = Call<z.output<typeof userPath>, unknown, z.output<typeof passwordBody>>;

async function setPassword(rooms: Rooms, { parameters, body, principal }: PasswordCall) {
  const user = await requireUser(rooms.identity, parameters.user);
  const administers = rooms.identity.allow(principal, 'user:administer', { user: user.id }).allowed;
  if (!administers) await requireCurrent(rooms, user, body?.current_password);
  if (body?.password !== undefined) {
    await rooms.people.choosePassword(user, body.password);
    return {};
  }
  const { password, expiresAt } = await rooms.people.giveOneTimePassword(user.id);
  return { password, expires_at: renderInstant(expiresAt) };
}

/** Whoever found an open session must not be able to lock its owner out. */
async function requireCurrent(
  { people }: Rooms,
  user: Parameters<Rooms['people']['checkPassword']>[0],
  current: string | undefined,
): Promise<void> {
  const check = current === undefined ? 'wrong' : await people.checkPassword(user, current);
  if (check !== 'wrong') return;
  throw new ErrandError('forbidden', 'Send your present password as current_password.', {
    details: { field: 'current_password' },
  });
}
