import { z } from 'zod';
import type { Domain, DomainChange, DomainPlace } from '../../domain/domain.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { renderActivity } from '../render/render-activity.ts';
import { renderDomain, renderDomainChange } from '../render/render-domain.ts';
import { domainChange, newDomain } from '../request/domain-body.ts';
import { environmentPath, projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { domainPlace, domainsOf, newDomainPlace, type DomainPath as Path } from './domain-place.ts';
import { requireProject } from './require-found.ts';

const domain = z.string().min(1).max(255).describe('The domain, such as `shop.example.com`');

/** What differs between the two levels. */
const levels = [
  {
    level: 'project',
    below: '/projects/:project/domains',
    list: projectPath,
    one: projectPath.extend({ domain }),
  },
  {
    level: 'environment',
    below: '/projects/:project/environments/:environment/domains',
    list: environmentPath,
    one: environmentPath.extend({ domain }),
  },
] as const;

type Level = (typeof levels)[number];

type Body = z.output<typeof domainChange>;
type NamedPath = Path & { readonly domain: string };

/** Domains of projects and environments, by the paths of the Upsun API. */
export function domainRoutes(rooms: Rooms): readonly Route[] {
  return levels.flatMap((level) => [
    listRoute(rooms, level),
    createRoute(rooms, level),
    getRoute(rooms, level),
    changeRoute(rooms, level),
    deleteRoute(rooms, level),
  ]);
}

const changeOf = (body: Body): DomainChange => ({ isDefault: body.is_default, attributes: body.attributes });

/** The domain as it is told once, with what it is to stand for. */
function entityOf(rooms: Rooms, domain: Domain, { replacement_for = null }: Body) {
  const rendered = renderDomain(domain, rooms.address.hasTls);
  return domain.environment === null ? rendered : { ...rendered, replacement_for };
}

/** Redeploys whatever runs with the place's domains. */
async function redeploy(rooms: Rooms, place: DomainPlace, principal: Principal): Promise<readonly object[]> {
  const project = await requireProject(rooms, place.project);
  const all = await rooms.environments.list(project.id);
  const concerned = all.filter(({ name, type, status }) => {
    const isIts = place.environment === null ? type === 'production' : name === place.environment;
    return isIts && status === 'active';
  });
  const actor = actorOf(principal);
  return Promise.all(
    concerned.map(async (environment) => {
      const place = { project, environment };
      return renderActivity(await rooms.changes.redeploy({ ...place, actor }), { place });
    }),
  );
}

function listRoute(rooms: Rooms, { level, below, list }: Level): Route {
  return route({
    method: 'GET',
    path: below,
    operation: `${level}-domain:view`,
    summary: `The ${level}'s domains, the default one first`,
    parameters: list as z.ZodType<Path>,
    status: 200,
    answer: 'Array of Domain',
    handle: async ({ parameters }) =>
      (await domainsOf(rooms, parameters)).map((domain) => renderDomain(domain, rooms.address.hasTls)),
  });
}

function createRoute(rooms: Rooms, { level, below, list }: Level): Route {
  return route({
    method: 'POST',
    path: below,
    operation: `${level}-domain:edit`,
    summary: `Add a domain to the ${level}`,
    parameters: list as z.ZodType<Path>,
    body: newDomain,
    status: 201,
    answer: 'AcceptedResponse with the Domain, and the activities of redeploys',
    handle: async ({ parameters, body, principal }) => {
      const place = await newDomainPlace(rooms, parameters);
      const created = await rooms.domains.create(place, body.name, changeOf(body), actorOf(principal));
      return renderDomainChange(
        'created',
        entityOf(rooms, created, body),
        await redeploy(rooms, place, principal),
      );
    },
  });
}

function getRoute(rooms: Rooms, { level, below, one }: Level): Route {
  return route({
    method: 'GET',
    path: `${below}/:domain`,
    operation: `${level}-domain:view`,
    summary: `A domain of the ${level}`,
    parameters: one as z.ZodType<NamedPath>,
    status: 200,
    answer: 'Domain',
    handle: async ({ parameters }) =>
      renderDomain(
        await rooms.domains.get(await domainPlace(rooms, parameters), parameters.domain),
        rooms.address.hasTls,
      ),
  });
}

function changeRoute(rooms: Rooms, { level, below, one }: Level): Route {
  return route({
    method: 'PATCH',
    path: `${below}/:domain`,
    operation: `${level}-domain:edit`,
    summary: `Make a domain of the ${level} its default one, or change its attributes`,
    parameters: one as z.ZodType<NamedPath>,
    body: domainChange,
    status: 200,
    answer: 'AcceptedResponse with the Domain, and the activities of redeploys',
    handle: async ({ parameters, body, principal }) => {
      const place = await domainPlace(rooms, parameters);
      const { domain } = parameters;
      const changed = await rooms.domains.change(place, domain, changeOf(body), actorOf(principal));
      return renderDomainChange(
        'updated',
        entityOf(rooms, changed, body),
        await redeploy(rooms, place, principal),
      );
    },
  });
}

function deleteRoute(rooms: Rooms, { level, below, one }: Level): Route {
  return route({
    method: 'DELETE',
    path: `${below}/:domain`,
    operation: `${level}-domain:edit`,
    summary: `Remove a domain from the ${level}`,
    parameters: one as z.ZodType<NamedPath>,
    status: 200,
    answer: 'AcceptedResponse with the activities of redeploys',
    handle: async ({ parameters, principal }) => {
      const place = await domainPlace(rooms, parameters);
      await rooms.domains.remove(place, parameters.domain, actorOf(principal));
      return renderDomainChange('deleted', null, await redeploy(rooms, place, principal));
    },
  });
}
