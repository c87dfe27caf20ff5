import { randomBytes } from 'node:crypto';
import { newActivityId } from '../activity/activity-id.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Cipher } from '../secret/cipher.ts';
import { Secret } from '../secret/secret.ts';
import { findDelivery } from '../store/deliveries/find-delivery.ts';
import { listDeliveries } from '../store/deliveries/list-deliveries.ts';
import { saveDelivery } from '../store/deliveries/save-delivery.ts';
import { changeIntegration } from '../store/integrations/change-integration.ts';
import { deleteIntegration } from '../store/integrations/delete-integration.ts';
import { findIntegration } from '../store/integrations/find-integration.ts';
import { insertIntegration } from '../store/integrations/insert-integration.ts';
import { listIntegrations } from '../store/integrations/list-integrations.ts';
import type { Database } from '../store/store.ts';
import type { Delivery, DeliveryState } from './delivery.ts';
import { type Integration, type IntegrationTerms, secretPlace } from './integration.ts';

/** The webhooks of projects and their deliveries. */
export interface IntegrationRoom {
  list(project: string): Promise<readonly Integration[]>;
  /** The integration, if it is of that project. */
  find(project: string, id: string): Promise<Integration | null>;
  /** With the secret, which is shown this once. A new one is made where none is given. */
  add(project: string, terms: IntegrationTerms, secret: string | null): Promise<WithSecret>;
  /** Error: `integration_not_found`. */
  change(integration: Integration, terms: IntegrationTerms, secret: string | null): Promise<Integration>;
  remove(id: string): Promise<boolean>;
  deliveries(integration: string, state: DeliveryState | null, most: number): Promise<readonly Delivery[]>;
  findDelivery(integration: string, id: string): Promise<Delivery | null>;
  /** Has a delivery that is over sent again, under its id. */
  sendAgain(delivery: Delivery): Promise<Delivery>;
}

export interface WithSecret {
  readonly integration: Integration;
  readonly secret: string;
}

const secretBytes = 32;

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}

/** `wake`: told when a delivery is due. */
export function openIntegrationRoom(db: Database, cipher: Cipher, wake: () => void): IntegrationRoom {
  const sealed = (id: string, secret: string) => cipher.seal(new Secret(secret), secretPlace(id));
  return {
    list: (project) => listIntegrations(db, project),
    async find(project, id) {
      const found = await findIntegration(db, id);
      return found?.project === project ? found : null;
    },
    async add(project, terms, given) {
      const id = newActivityId();
      const secret = given ?? newWebhookSecret();
      const now = new Date();
      const integration = {
        id,
        project,
        ...terms,
        secret: sealed(id, secret),
        createdAt: now,
        updatedAt: now,
      };
      await insertIntegration(db, integration);
      return { integration, secret };
    },
    async change(integration, terms, given) {
      const secret = given === null ? integration.secret : sealed(integration.id, given);
      const changed = { ...integration, ...terms, secret, updatedAt: new Date() };
      if (await changeIntegration(db, changed)) return changed;
      throw new ErrandError('integration_not_found', `there is no integration '${integration.id}' any more`);
    },
    remove: (id) => deleteIntegration(db, id),
    deliveries: (integration, state, most) => listDeliveries(db, integration, state, most),
    async findDelivery(integration, id) {
      const found = await findDelivery(db, id);
      return found?.integration === integration ? found : null;
    },
    async sendAgain(delivery) {
      const again: Delivery = {
        ...delivery,
        state: 'pending',
        attempts: 0,
        dueAt: new Date(),
        endedAt: null,
      };
      await saveDelivery(db, again);
      wake();
      return again;
    },
  };
}
