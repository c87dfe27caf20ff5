import type { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { actorOf } from '../../identity/principal.ts';
import { variableNotFound } from '../../variable/variable-desk.ts';
import { renderVariable, renderVariableChange, renderVariableRemoval } from '../render/render-variable.ts';
import {
  environmentPath,
  environmentVariablePath,
  projectPath,
  projectVariablePath,
} from '../request/path-parameters.ts';
import {
  environmentVariableChange,
  newEnvironmentVariable,
  newProjectVariable,
  projectVariableChange,
  variableInput,
} from '../request/variable-body.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireLevel } from './require-found.ts';

/** What differs between the two levels. */
const levels = [
  {
    level: 'project',
    below: '/projects/:project/variables',
    list: projectPath,
    one: projectVariablePath,
    create: newProjectVariable,
    change: projectVariableChange,
    schema: 'ProjectVariable',
  },
  {
    level: 'environment',
    below: '/projects/:project/environments/:environment/variables',
    list: environmentPath,
    one: environmentVariablePath,
    create: newEnvironmentVariable,
    change: environmentVariableChange,
    schema: 'EnvironmentVariable',
  },
] as const;

type Level = (typeof levels)[number];

/** Variables of projects and environments (wire.md 4.4). */
export function variableRoutes(rooms: Rooms): readonly Route[] {
  return levels.flatMap((level) => [
    listRoute(rooms, level),
    createRoute(rooms, level),
    getRoute(rooms, level),
    changeRoute(rooms, level),
    deleteRoute(rooms, level),
  ]);
}

interface Path {
  readonly project: string;
  readonly environment?: string;
}

function listRoute(rooms: Rooms, { level, below, list, schema }: Level): Route {
  return route({
    method: 'GET',
    path: below,
    operation: `${level}-variable:view`,
    summary: `The ${level}'s variables`,
    parameters: list as z.ZodType<Path>,
    status: 200,
    answer: `Array of ${schema}, without sensitive values`,
    handle: async ({ parameters }) => {
      const place = await requireLevel(rooms, parameters);
      return (await rooms.variables.list(place)).map((listed) => renderVariable(place, listed));
    },
  });
}

function createRoute(rooms: Rooms, { level, below, list, create, schema }: Level): Route {
  return route({
    method: 'POST',
    path: below,
    operation: `${level}-variable:edit`,
    summary: `Create a variable of the ${level}`,
    parameters: list as z.ZodType<Path>,
    body: create as z.ZodType<z.output<typeof newEnvironmentVariable>>,
    status: 201,
    answer: `AcceptedResponse with the ${schema}, when it is seen, and \`warnings\``,
    handle: async ({ parameters, body, principal }) => {
      const place = await requireLevel(rooms, parameters);
      const { name, value } = body;
      const input = { ...variableInput(body), name, value };
      const variable = await rooms.variables.create(place, input, actorOf(principal));
      return renderVariableChange(201, place, variable);
    },
  });
}

type NamedPath = Path & { readonly variable: string };

function getRoute(rooms: Rooms, { level, below, one, schema }: Level): Route {
  return route({
    method: 'GET',
    path: `${below}/:variable`,
    operation: `${level}-variable:view`,
    summary: `A variable of the ${level}`,
    parameters: one as z.ZodType<NamedPath>,
    status: 200,
    answer: `${schema}, without a sensitive value`,
    handle: async ({ parameters }) => {
      const place = await requireLevel(rooms, parameters);
      const found = await rooms.variables.find(place, parameters.variable);
      if (found !== null) return renderVariable(place, found);
      throw variableNotFound(place, parameters.variable, await rooms.variables.list(place));
    },
  });
}

function changeRoute(rooms: Rooms, { level, below, one, change, schema }: Level): Route {
  return route({
    method: 'PATCH',
    path: `${below}/:variable`,
    operation: `${level}-variable:edit`,
    summary: `Change a variable of the ${level}; one that is inherited is overridden`,
    parameters: one as z.ZodType<NamedPath>,
    body: change as z.ZodType<z.output<typeof environmentVariableChange>>,
    status: 200,
    answer: `AcceptedResponse with the ${schema}, when it is seen, and \`warnings\``,
    handle: async ({ parameters, body, principal }) => {
      const place = await requireLevel(rooms, parameters);
      const { variable: name } = parameters;
      if (body.name !== undefined && body.name !== name) {
        throw new ErrandError(
          'request_invalid',
          `A variable keeps its name: create ${body.name} and delete ${name}.`,
        );
      }
      const changed = await rooms.variables.change(place, name, variableInput(body), actorOf(principal));
      return renderVariableChange(200, place, changed);
    },
  });
}

function deleteRoute(rooms: Rooms, { level, below, one }: Level): Route {
  return route({
    method: 'DELETE',
    path: `${below}/:variable`,
    operation: `${level}-variable:edit`,
    summary: `Delete a variable of the ${level}`,
    parameters: one as z.ZodType<NamedPath>,
    status: 200,
    answer: 'AcceptedResponse, with when it is seen',
    handle: async ({ parameters, principal }) => {
      const place = await requireLevel(rooms, parameters);
      await rooms.variables.remove(place, parameters.variable, actorOf(principal));
      return renderVariableRemoval();
    },
  });
}
