import type { Command } from 'commander';
import { environmentPath } from '../client/paths.ts';
import { confirm } from '../output/confirm.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, openSession, type Session } from '../session.ts';

interface Change {
  readonly verb: string;
  readonly description: string;
  /** Said at the end: what the environment is then. */
  readonly done: string;
  /** What is lost, as a question; null where nothing is. */
  readonly question: ((environment: string) => string) | null;
}

const changes: readonly Change[] = [
  { verb: 'activate', description: 'Deploy an inactive environment', done: 'It is active.', question: null },
  {
    verb: 'deactivate',
    description: 'End an environment and remove its data; its branch stays',
    done: 'It is inactive.',
    question: (environment) => `All data of ${environment} will be removed. Go on?`,
  },
  {
    verb: 'delete',
    description: 'Delete an inactive environment and its branch',
    done: 'It is gone.',
    question: (environment) => `The environment ${environment} and its branch will be deleted. Go on?`,
  },
  {
    verb: 'merge',
    description: "Bring an environment's code into its parent, and deploy that",
    done: 'It is merged.',
    question: null,
  },
  {
    verb: 'pause',
    description: 'End all that runs in an environment and keep its data',
    done: 'It is paused.',
    question: null,
  },
  {
    verb: 'redeploy',
    description: 'Deploy the same code once more, with variables as they are now',
    done: 'It is deployed.',
    question: null,
  },
  {
    verb: 'resume',
    description: 'Bring a paused environment up again',
    done: 'It is active.',
    question: null,
  },
];

interface Options {
  readonly wait?: boolean;
  readonly yes?: boolean;
}

/** The changes that take nothing but the environment, as an argument or like everything else: `environment:activate` and its like. */
export function addEnvironmentChanges(program: Command): void {
  for (const change of changes) {
    const command = program
      .command(`environment:${change.verb} [environment]`)
      .description(change.description)
      .option('--no-wait', 'print the id of the activity and do not wait for its end');
    if (change.question !== null) command.option('-y, --yes', 'do not ask first');
    command.action(async (name: string | undefined, _options, given: Command) => {
      if (name !== undefined) given.parent?.setOptionValue('environment', name);
      await carryOut(openSession<Options>(given), change);
    });
  }
}

async function carryOut(session: Session<Options>, { verb, done, question }: Change): Promise<void> {
  const place = await findPlace(session);
  const { client, project, environment } = place;
  if (question !== null) await confirm(question(environment), session.options.yes);
  const path = environmentPath(project, environment);
  const answer = verb === 'delete' ? await client.delete(path) : await client.post(`${path}/${verb}`, {});
  await followChange(session, place, answer, done);
}
