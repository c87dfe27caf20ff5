import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { askingUserId } from '../access/asking-user.ts';
import { organization, renderOrganization, renderOrganizationProfile } from '../render/organization.ts';
import { type Route, route } from '../route.ts';

const organizationPath = z.object({
  organization: z.string().describe('Id of the organization, or `name=` and its name'),
});

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
    route({
      method: 'GET',
      path: '/organizations/:organization/profile',
      operation: 'user:me',
      summary: 'What the organization is billed by: nothing',
      parameters: organizationPath,
      status: 200,
      answer: 'OrganizationProfile, without limits',
      handle: ({ parameters }) => {
        requireOurs(parameters.organization);
        return renderOrganizationProfile();
      },
    }),
  ];
}

function requireOurs(asked: string): void {
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
