import { ErrandError } from '../../errors/errand-error.ts';
import { renderDelivery } from '../render/render-integration.ts';
import { deliveriesQuery } from '../request/integration-body.ts';
import { deliveryPath, integrationPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireIntegration } from './integrations.ts';

const below = '/projects/:project/integrations/:integration/deliveries';

/** What was told to a webhook, and what could not be: Errand's own. */
export function deliveryRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: below,
      operation: 'integration:view',
      summary: "An integration's deliveries",
      parameters: integrationPath,
      query: deliveriesQuery,
      status: 200,
      answer: 'Array of Delivery, newest first; those that are `dead` were given up',
      handle: async ({ parameters, query }) => {
        const { id } = await requireIntegration(rooms, parameters);
        const found = await rooms.integrations.deliveries(id, query.state ?? null, query.count);
        return found.map(renderDelivery);
      },
    }),
    route({
      method: 'POST',
      path: `${below}/:delivery/retry`,
      operation: 'integration:edit',
      summary: 'Send a delivery again',
      parameters: deliveryPath,
      status: 202,
      answer: 'Delivery; it keeps its id, by which a receiver knows it',
      handle: async ({ parameters }) => {
        const { id } = await requireIntegration(rooms, parameters);
        const delivery = await rooms.integrations.findDelivery(id, parameters.delivery);
        if (delivery === null) {
          throw new ErrandError(
            'integration_not_found',
            `The integration ${id} has no delivery "${parameters.delivery}".`,
            { details: { ...parameters } },
          );
        }
        return renderDelivery(await rooms.integrations.sendAgain(delivery));
      },
    }),
  ];
}
