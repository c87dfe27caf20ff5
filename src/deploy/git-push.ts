import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Actor } from '../identity/principal.ts';
import type { Receiver } from '../source/git-http/hear-hooks.ts';
import { branchOf, isTag, type Received, type ReferenceUpdate } from '../source/git-http/received.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import type { Store } from '../store/store.ts';
import type { Deployer } from './deployer.ts';
import type { Environment, Project } from './deployment.ts';
import { whyNameTaken } from './free-name.ts';
import { readPushOptions } from './push-options.ts';

export interface GitPushParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly deployer: Pick<Deployer, 'pushCommit'>;
  /** Where an environment's applications are reached. */
  urlOf(environment: Environment): string;
}

/** Who pushes, and to what: somebody who may push to some environment of the project. */
export interface Pusher {
  readonly project: Project;
  readonly actor: Actor;
  /** Null, or why a branch is not to be pushed to. */
  refusal(branch: string): Promise<string | null>;
}

type Say = (line: string) => void;

/** A tag belongs to no environment and deploys nothing. Other references have a meaning for git itself, as `refs/replace/` has. */
async function refusalOf(
  { store }: GitPushParts,
  { project, refusal }: Pusher,
  { reference }: ReferenceUpdate,
): Promise<string | null> {
  const branch = branchOf(reference);
  if (branch !== null) return (await refusal(branch)) ?? whyNameTaken(store.db, project, branch);
  return isTag(reference) ? null : `${reference} is neither a branch nor a tag`;
}

async function check(
  parts: GitPushParts,
  pusher: Pusher,
  { updates, options }: Received,
): Promise<string | null> {
  if (options.some((option) => /\p{Cc}/u.test(option)))
    return 'errand: a push option has a control character';
  for (const update of updates) {
    const reason = await refusalOf(parts, pusher, update);
    if (reason !== null) return `errand: ${reason}`;
  }
  return null;
}

/** Shows an activity's log until its end, as long as somebody reads. */
async function follow(
  parts: GitPushParts,
  project: string,
  id: string,
  say: Say,
  gone: AbortSignal,
): Promise<void> {
  for await (const batch of parts.logs.read(project, id, { signal: gone })) {
    if (gone.aborted) return;
    for (const item of batch) if ('message' in item) say(item.message.replace(/\n$/, ''));
  }
}

async function deployBranch(
  parts: GitPushParts,
  { project, actor }: Pusher,
  received: Received,
  update: ReferenceUpdate & { readonly branch: string; readonly commit: string },
  say: Say,
  gone: AbortSignal,
): Promise<void> {
  const options = readPushOptions(received.options);
  for (const option of options.unknown) say(`Warning: the push option ${option} is not acted upon`);
  const { branch, commit, before } = update;
  const pushed = await parts.deployer.pushCommit({ project, branch, commit, before, actor, options });
  const { environment, activity } = pushed;
  if (activity === null) {
    say(`The environment ${branch} is inactive: its code is kept and nothing is deployed.`);
    say('To activate it, push with: -o environment.status=active');
    return;
  }
  say(`Activity ${activity.id}`);
  await follow(parts, project.id, activity.id, say, gone);
  const ended = await findActivity(parts.store.db, project.id, activity.id);
  if (ended?.result === 'success') say(parts.urlOf(environment));
  else if (!gone.aborted) say('The push is kept, but it was not deployed as it should: see above.');
}

/** Takes what git received: every branch that moved is deployed, and the log shown to who pushed. */
export function createGitReceiver(parts: GitPushParts, pusher: Pusher): Receiver {
  return {
    check: (received) => check(parts, pusher, received),
    async received(received, say, gone) {
      for (const update of received.updates) {
        const branch = branchOf(update.reference);
        const { after: commit } = update;
        if (branch === null || commit === null) continue;
        try {
          await deployBranch(parts, pusher, received, { ...update, branch, commit }, say, gone);
        } catch (error) {
          say(`Error: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  };
}
