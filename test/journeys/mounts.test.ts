import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterProject } from '../support/cluster-project.ts';
import { untilLogged } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';

const services = 'files: { type: "network-storage:1.0" }';
const application = `
mounts:
  var/uploads: { source: storage }
  var/whole: { source: storage, source_path: "" }
  shared: { source: service, service: files, source_path: reports }
  cache: { source: instance }
workers:
  copier:
    commands: { start: 'echo from the worker > var/uploads/worker; exec sleep infinity' }
`;
const mounts = `
uploads: { source: storage, service: web, source_path: var/uploads }
shared: { source: service, service: files, source_path: reports }
work: { source: instance }
scratch: { source: tmp }
older: { source: temporary }
`;
const project = clusterProject({ services, application, mounts });

let server: TestServer;
beforeAll(async () => {
  server = await openServer({
    settings: 'disk: { scratch_mib: 32, service_mib: 64, application_mib: 64 }\n',
  });
  const { activity, log } = await server.deploy(project);
  expect(log).toContain('is deployed');
  expect(log).not.toContain('Warning');
  expect(activity.result).toBe('success');
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

async function run(script: string): Promise<string> {
  const { activity, log } = await server.run('script', { SCRIPT: script });
  const lines = log.trimEnd().split('\n').slice(1).join('\n');
  expect(`${activity.result}\n${lines}`).toMatch(/^success/);
  return lines;
}
const inApplication = async (script: string) =>
  (await server.visit('/', { method: 'POST', body: script })).text.trim();

describe('mounts', () => {
  test('belong to web, and the rest of /app is read-only', async () => {
    expect(
      await run(
        'stat -c "%U %a %n" uploads shared work scratch older; touch here 2>&1 | grep -o "Read-only.*"',
      ),
    ).toBe(
      ['uploads', 'shared', 'work', 'scratch', 'older'].map((name) => `web 755 ${name}`).join('\n') +
        '\nRead-only file system',
    );
  });

  test('that are ephemeral are empty at every start, and gone at its end', async () => {
    for (let round = 0; round < 2; round++) {
      expect(
        await run(
          'find work scratch older -mindepth 1 | wc -l; for at in work scratch older; do echo x >$at/file; done',
        ),
      ).toBe('0');
    }
    expect(await inApplication('ls -A cache; touch cache/kept')).toBe('');
    expect(await inApplication('ls -A cache')).toBe('kept');
  });

  test('of storage are shared by an application, its workers and a task, and last over deploys', async () => {
    await inApplication('echo from the application > var/uploads/application');
    expect(await run('cat uploads/application uploads/worker; echo from the task > uploads/task')).toBe(
      'from the application\nfrom the worker',
    );
    expect(await inApplication('cat var/uploads/task var/whole/var/uploads/task')).toBe(
      'from the task\nfrom the task',
    );
    await server.deploy(
      clusterProject({
        services,
        application,
        mounts,
        tasks: 'more: { type: "nodejs:26", run: { command: "true" } }',
      }),
    );
    expect(await inApplication('cat var/uploads/task; ls -A cache')).toBe('from the task');
  });

  test('of network storage take writes of an application and a task at once', async () => {
    const write = (who: string) =>
      `for n in $(seq 200); do echo "${who} $n" >>shared/lines; echo x >shared/${who}-$n; done`;
    const { id } = await server.trigger('script', { SCRIPT: `echo begun; ${write('task')}` });
    await untilLogged(server, id, 'begun');
    const [answer, ended] = await Promise.all([inApplication(write('application')), server.waitFor(id)]);
    expect(answer).toBe('');
    expect(ended.activity.result).toBe('success');
    const counted = 'grep -c ^task shared/lines; grep -c ^application shared/lines; ls shared | wc -l';
    expect(await run(counted)).toBe('200\n200\n401');
    expect(await inApplication(counted)).toBe('200\n200\n401');
  });

  test('do not lead out of their volume by a link that a workload left there', async () => {
    await inApplication('rm -rf var/whole/trap; ln -s / var/whole/trap');
    const trapped = clusterProject({
      services,
      application,
      mounts: 'trap: { source: storage, service: web, source_path: trap/etc }',
    });
    await server.deploy(trapped);
    const { activity, log } = await server.run('script', { SCRIPT: 'cat trap/shadow' });
    expect(activity.result).toBe('failure');
    expect(log).toMatch(
      /the mount 'trap' needs the folder 'trap\/etc' of its source, which is a link or no folder/,
    );
    await server.deploy(project);
  });

  test('P18: a run that fills its disk gets ENOSPC, and nobody else notices', async () => {
    const fill = (file: string) =>
      `dd if=/dev/zero of=${file} bs=1M count=100 2>&1 | grep -o "No space left.*"`;
    const { id } = await server.trigger('script', { SCRIPT: `${fill('scratch/large')}; echo full; sleep 3` });
    await untilLogged(server, id, 'full');
    expect(await run('dd if=/dev/zero of=work/fine bs=1M count=8 status=none && echo fine')).toBe('fine');
    expect(
      await inApplication('dd if=/dev/zero of=var/uploads/fine bs=1M count=8 status=none && echo fine'),
    ).toBe('fine');
    expect((await server.waitFor(id)).log).toContain('No space left on device');
    expect(await inApplication(fill('var/uploads/large'))).toBe('No space left on device');
    expect(await run('dd if=/dev/zero of=shared/fine bs=1M count=8 status=none && echo fine')).toBe('fine');
    await inApplication('rm var/uploads/large');
  });

  test('are all unmounted after the end of the server', async () => {
    const { home } = server;
    await server[Symbol.asyncDispose]();
    expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain(home);
    await expect.poll(() => execFileSync('losetup', ['-a'], { encoding: 'utf8' })).not.toContain(home);
    server = await openServer();
  });
});
