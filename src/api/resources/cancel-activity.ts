import { type Activity, isFinished } from '../../activity/activity.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { type Actor, actorOf, namedActor, type Principal } from '../../identity/principal.ts';
import { accepted } from '../render/render-accepted.ts';
import type { Rooms } from '../rooms.ts';

/** Clients look for these words in a refusal (wire.md 3.5). */
const wording = 'cannot be cancelled in its current state';

/** Asks for the end of whatever the activity is of. Error: `not_cancellable`. */
export async function cancelActivity(rooms: Rooms, activity: Activity, principal: Principal) {
  if (isFinished(activity.state)) throw notCancellable(activity, `it is ${activity.state}`);
  try {
    await cancelByType(rooms, activity, namedActor(actorOf(principal)));
  } catch (error) {
    const isWorded = error instanceof ErrandError && error.message.includes(wording);
    if (isWorded || !(error instanceof ErrandError) || error.code !== 'not_cancellable') throw error;
    throw notCancellable(activity, error.message, error);
  }
  return accepted;
}

async function cancelByType(rooms: Rooms, { type, id }: Activity, by: Actor): Promise<void> {
  switch (type) {
    case 'environment.task':
      return rooms.tasks.cancel(id, by);
    case 'environment.cron':
      return rooms.crons.cancel(id, by);
    // Those of variables are made when they have ended.
    default:
      return rooms.deployer.cancel(id, by);
  }
}

function notCancellable({ id, state }: Activity, reason: string, cause?: unknown): ErrandError {
  return new ErrandError('not_cancellable', `The activity ${id} ${wording}: ${reason.replace(/\.$/, '')}.`, {
    details: { activity: id, state },
    cause,
  });
}
