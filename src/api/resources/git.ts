import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Project } from '../../deploy/deployment.ts';
import type { Pusher } from '../../deploy/git-push.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { authorize } from '../access/authorize.ts';
import { withEnvironmentType } from '../access/environment-type.ts';
import { branchName } from '../request/branch-name.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type PathParameters, type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const repositoryPath = z.object({ repository: z.string().describe('`<project>.git`') });

const projectOf = (repository = '') => repository.replace(/\.git$/, '');

/** What git asks first: whoever may not push hears it before anything is sent. */
const isPush = (query: unknown) =>
  z.object({ service: z.literal('git-receive-pack') }).safeParse(query).success;

/** git over smart HTTP (gitprotocol-http(5)). Errand's own: the original takes git over SSH. */
export function gitRoutes(rooms: Rooms): readonly Route[] {
  const shared = {
    operation: 'source:read',
    credentials: 'basic',
    target: async ({ repository }: PathParameters) => ({ project: projectOf(repository) }),
    bodyForm: 'stream',
    parameters: repositoryPath,
    status: 200,
    answer: 'What git sends',
  } as const;
  const handle = (path: string) => (call: Call<z.output<typeof repositoryPath>>) => serve(rooms, call, path);
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/git/:repository/info/refs',
      summary: 'Branches of the project’s repository, for git',
      handle: (call) => {
        const project = projectOf(call.parameters.repository);
        if (isPush(call.query)) authorize(rooms.identity, call.principal, 'source:push', { project });
        return handle('/info/refs')(call);
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/git/:repository/git-upload-pack',
      summary: 'What `git fetch` and `git clone` ask for',
      handle: handle('/git-upload-pack'),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/git/:repository/git-receive-pack',
      // To which branches, is asked when it is known which they are.
      operation: 'source:push',
      summary: 'What `git push` sends: the branches are built and deployed',
      handle: handle('/git-receive-pack'),
    }),
  ];
}

async function serve(rooms: Rooms, call: Call<z.output<typeof repositoryPath>>, path: string) {
  const { request, reply, principal } = call;
  const project = await requireProject(rooms, projectOf(call.parameters.repository));
  const [, query = ''] = (request.raw.url ?? '').split(/\?(.*)/s, 2);
  reply.hijack();
  const body = request.method === 'POST' ? ((request.body as Readable | undefined) ?? null) : null;
  const asked = { path, method: request.method, query, headers: request.headers, body };
  const user = actorOf(principal).name;
  await rooms.git
    .serve({ ...asked, user }, reply.raw, pusherOf(rooms, principal, project))
    .catch((error: unknown) => {
      request.log.error({ err: error }, 'git could not be served');
      reply.raw.destroy();
    });
  return reply;
}

function pusherOf(rooms: Rooms, principal: Principal, project: Project): Pusher {
  return {
    project,
    actor: actorOf(principal),
    async refusal(branch) {
      if (!branchName.safeParse(branch).success) return `${branch} cannot be the name of an environment`;
      try {
        const target = { project: project.id, environment: branch };
        const full = await withEnvironmentType(rooms, principal, target);
        authorize(rooms.identity, principal, 'environment:push', full);
        return null;
      } catch (error) {
        if (error instanceof ErrandError && error.code === 'forbidden') return error.message;
        throw error;
      }
    },
  };
}
