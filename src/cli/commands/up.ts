import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { writeJson } from '../output/json.ts';
import { withProgress } from '../output/progress.ts';
import { endOnInterrupt } from '../run/end-on-interrupt.ts';
import { pushExitStatus } from '../run/exit-status.ts';
import { followPush } from '../run/follow-push.ts';
import { leaveRunningOnInterrupt } from '../run/leave-running.ts';
import { currentBranch } from '../selection/git.ts';
import { openSession, type Session } from '../session.ts';
import { claimProject } from '../source/claim-project.ts';
import { findDeployedUrl } from '../source/deployed-url.ts';
import { listSourceFiles } from '../source/list-files.ts';
import { pushSource } from '../source/push.ts';
import { requireConfig } from '../source/require-config.ts';

const branchWithoutGit = 'main';

export function addUp(program: Command): void {
  program
    .command('up')
    .description("Deploy a directory as it is now, uncommitted changes included, to its branch's environment")
    .argument('[dir]', 'the directory', '.')
    .action(async (directory: string, _options, command: Command) =>
      up(openSession(command), resolve(directory)),
    );
}

async function up(session: Session<unknown>, directory: string): Promise<void> {
  const { terminal, options, json } = session;
  requireDirectory(directory);
  const files = await listSourceFiles(directory);
  requireConfig(directory, files);
  const environment = options.environment ?? (await currentBranch(directory)) ?? branchWithoutGit;
  const client = await session.connect();
  const project = await claimProject(client, { directory, named: options.project, environment });
  const activity = await withProgress(terminal.err, `uploading ${files.length} files to ${project}`, () =>
    endOnInterrupt(() => pushSource(client, { directory, files, project, environment })),
  );
  const messages = [
    'The deployment goes on. Ctrl-C again leaves it to itself.',
    `To cancel it: errand activity:cancel ${activity.id} -p ${project}`,
  ];
  const ended = await leaveRunningOnInterrupt(terminal.err, messages, () =>
    followPush(client, terminal, { project, activity, json }),
  );
  const url = ended.result === 'success' ? await findDeployedUrl(client, project, environment) : null;
  if (json) writeJson(terminal.out, { activity: ended, url });
  else if (url !== null) terminal.out.line(terminal.out.plain(url));
  process.exitCode = pushExitStatus(ended);
}

function requireDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ErrandError('usage', `${directory} is not a directory.`);
}
