import { z } from 'zod';
import { visibleProjects } from '../access/visible.ts';
import { projectHref } from '../render/hrefs.ts';
import { branchName } from '../request/branch-name.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { description, projectChangeRoutes, renderFor, title } from './project-changes.ts';
import { requireProject } from './require-found.ts';

/** A project's id becomes part of host names, of folders and of network names. */
const projectId = z
  .string()
  .max(50)
  .regex(/^[a-z0-9](?:-?[a-z0-9])*$/, 'use lowercase letters, digits and single dashes between them');

const newProject = z.strictObject({
  id: projectId.optional().describe('Made up if absent'),
  title,
  description: description.default(''),
  default_branch: branchName.default('main'),
});

export function projectRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/projects',
      operation: 'project:list',
      summary: 'The projects that the caller may view',
      status: 200,
      answer: 'Array of Project',
      handle: async ({ principal }) =>
        visibleProjects(rooms.identity, principal, await rooms.projects.list()).map((project) =>
          renderFor(rooms, principal, project),
        ),
    }),
    route({
      method: 'POST',
      path: '/projects',
      operation: 'project:create',
      summary: 'Create a project',
      body: newProject,
      status: 201,
      answer: 'Project',
      handle: async ({ body: { id = null, default_branch: defaultBranch, ...said }, principal, reply }) => {
        const project = await rooms.projects.create({ id, ...said, defaultBranch });
        reply.header('location', projectHref(project.id));
        return renderFor(rooms, principal, project);
      },
    }),
    route({
      method: 'GET',
      path: '/projects/:project',
      operation: 'project:view',
      summary: 'A project',
      parameters: projectPath,
      status: 200,
      answer: 'Project',
      handle: async ({ parameters, principal }) =>
        renderFor(rooms, principal, await requireProject(rooms, parameters.project)),
    }),
    ...projectChangeRoutes(rooms),
  ];
}
