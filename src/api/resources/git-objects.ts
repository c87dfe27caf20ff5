import { z } from 'zod';
import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Reference } from '../../source/objects.ts';
import { projectHref } from '../render/hrefs.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const below = '/projects/:project/git';
const objectPath = projectPath.extend({ sha: z.string().min(1).max(255).describe('The whole hash') });
const referencePath = projectPath.extend({
  reference: z.string().min(1).max(1024).describe('Name without `refs/`, URL-encoded: `heads%2Fmain`'),
});

/** The sources one object at a time, for clients that look into them without a clone. */
export function gitObjectRoutes(rooms: Rooms): readonly Route[] {
  const { sources } = rooms;
  return [
    ...referenceRoutes(rooms),
    objectRoute(rooms, 'commits', 'Commit', sources.commit, (commit) => ({ ...commit, id: commit.sha })),
    objectRoute(rooms, 'trees', 'Tree', sources.tree, (tree, sha) => ({ id: sha, sha, tree })),
    objectRoute(rooms, 'blobs', 'Blob', sources.blob, (blob) => ({ ...blob, id: blob.sha })),
  ];
}

function objectRoute<Found extends object>(
  rooms: Rooms,
  kind: 'commits' | 'trees' | 'blobs',
  schema: string,
  read: (project: string, sha: string) => Promise<Found | null>,
  render: (found: Found, sha: string) => object,
): Route {
  return route({
    method: 'GET',
    path: `${below}/${kind}/:sha`,
    operation: 'source:read',
    summary: `A ${schema.toLowerCase()} of the project’s repository`,
    parameters: objectPath,
    status: 200,
    answer: schema,
    handle: async ({ parameters: { project, sha } }) => {
      const { id } = await requireProject(rooms, project);
      const found = await read(id, sha);
      if (found === null) throw notFound(id, `${schema.toLowerCase()} "${sha}"`);
      return { ...render(found, sha), _links: { self: { href: `${projectHref(id)}/git/${kind}/${sha}` } } };
    },
  });
}

function referenceRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `${below}/refs`,
      operation: 'source:read',
      summary: 'Branches and tags of the project’s repository',
      parameters: projectPath,
      status: 200,
      answer: 'Array of Ref',
      handle: async ({ parameters }) => {
        const project = await requireProject(rooms, parameters.project);
        const references = await rooms.sources.references(project.id);
        return references.map((reference) => renderReference(project, reference));
      },
    }),
    route({
      method: 'GET',
      path: `${below}/refs/:reference`,
      operation: 'source:read',
      summary: 'A branch or tag of the project’s repository',
      parameters: referencePath,
      status: 200,
      answer: 'Ref',
      handle: async ({ parameters }) => {
        const project = await requireProject(rooms, parameters.project);
        const references = await rooms.sources.references(project.id);
        const found = references.find(({ name }) => name === `refs/${parameters.reference}`);
        if (found === undefined) throw notFound(project.id, `ref "${parameters.reference}"`);
        return renderReference(project, found);
      },
    }),
  ];
}

function renderReference({ id: project }: Project, { name, object, commit }: Reference) {
  const id = name.slice('refs/'.length);
  const self = { href: `${projectHref(project)}/git/refs/${encodeURIComponent(id)}` };
  return { id, ref: name, object, sha: commit, _links: { self } };
}

function notFound(project: string, what: string): ErrandError {
  return new ErrandError('object_not_found', `The repository of ${project} has no ${what}.`, {
    details: { project },
  });
}
