import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import { type Activity, activityOf, textNow, until } from '../support/follow-run.ts';
import { partsProject } from './parts-project.ts';

let server: CliServer;
beforeAll(async () => {
  server = await openCliServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const everyMinute = (name: string, start: string) => `
    crons:
      ${name}: { spec: "* * * * *", commands: { start: '${start}' } }
`;
const project = partsProject(
  everyMinute('survivor', 'echo up; sleep 8; echo still here; exit 5'),
  `  other:
    type: "nodejs:26"${everyMinute('victim', 'echo up; sleep 600')}`,
);

const crons = async (): Promise<readonly (Activity & { parameters: { cron: string } })[]> =>
  (await (await server.client.api('/projects/shop/activities?type=environment.cron')).json()) as never;

/** Crons come at the full minute, which this waits for. */
async function untilUp(cron: string): Promise<string> {
  for (let round = 0; ; round++) {
    try {
      return await until(`the cron ${cron}`, async () => {
        const found = (await crons()).find(({ parameters }) => parameters.cron === cron);
        if (found === undefined) return null;
        return (await textNow(server.client, found.id)).includes('up\n') ? found.id : null;
      });
    } catch (error) {
      if (round === 3) throw error;
    }
  }
}

test('P2: after a crash a cron goes on to its own end, and one whose keeper died with the server is lost', async () => {
  await server.client.deploy(project);
  const [survivor, victim] = [await untilUp('survivor'), await untilUp('victim')];
  await server.kill('SIGKILL');
  const [keeper = ''] = execFileSync('pgrep', ['-f', '--', `--cid cron-${victim}`], {
    encoding: 'utf8',
  }).split('\n');
  process.kill(Number(keeper), 'SIGKILL');
  await server.restart();
  const ended = (id: string) =>
    until(`the end of ${id}`, async () => {
      const activity = await activityOf(server.client, id);
      return activity.completed_at === null ? null : activity;
    });
  expect((await ended(survivor)).payload.outcome).toMatchObject({ kind: 'failed', exit_code: 5 });
  expect(await textNow(server.client, survivor)).toContain('up\nstill here\n');
  expect((await ended(victim)).payload.outcome?.kind).toBe('lost');
}, 150_000);
