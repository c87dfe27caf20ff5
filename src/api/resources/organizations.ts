import { ErrandError } from '../../errors/errand-error.ts';
import { askingUserId } from '../access/asking-user.ts';
import { organization, renderOrganization } from '../render/organization.ts';
import { organizationPath } from '../request/path-parameters.ts';
import { type Route, route } from '../route.ts';

/** The one organization, for clients that ask for one (wire.md 4.2). */
export function organizationRoutes(): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/organizations',
      operation: 'user:me',
      summary: 'The organizations',
      status: 200,
      answer: '`items`, the one organization',
      handle: ({ principal }) => ({
        count: 1,
        items: [renderOrganization(askingUserId(principal))],
        _links: { self: { href: '/organizations' } },
      }),
    }),
    route({
      method: 'GET',
      path: '/organizations/:organization',
      operation: 'user:me',
      summary: 'An organization',
      parameters: organizationPath,
      status: 200,
      answer: 'Organization',
      handle: ({ principal, parameters }) => {
        requireOurs(parameters.organization);
        return renderOrganization(askingUserId(principal));
      },
    }),
  ];
}

/** Error: `route_not_found`. */
export function requireOurs(asked: string): void {
  const { id, name } = organization;
  if ([id, name, `name=${name}`].includes(asked)) return;
  throw new ErrandError(
    'route_not_found',
    `There is no organization "${asked}"; the only one is "${name}".`,
    {
      details: { organizations: [name] },
    },
  );
}
