import { randomBytes } from 'node:crypto';
import type { ServiceRecords, ServiceRoom } from '../deploy/service-room.ts';
import type { Cipher } from '../secret/cipher.ts';
import { Secret } from '../secret/secret.ts';
import type { ServiceImages } from '../service/service-images.ts';
import { serviceSecrets } from '../service/service-secrets.ts';
import { seedPlace } from '../service/stored-service.ts';
import { listAddresses } from '../store/addresses/list-addresses.ts';
import { setAddresses } from '../store/addresses/set-addresses.ts';
import { deleteService } from '../store/services/delete-service.ts';
import { listServices } from '../store/services/list-services.ts';
import { upsertService } from '../store/services/upsert-service.ts';
import type { Database } from '../store/store.ts';

const seedBytes = 32;

function serviceRecords(db: Database, cipher: Cipher): ServiceRecords {
  return {
    list: (project, environment) => listServices(db, project, environment),
    save: (service) => upsertService(db, service),
    delete: (place) => deleteService(db, place),
    newSeed: (place) => cipher.seal(new Secret(randomBytes(seedBytes).toString('hex')), seedPlace(place)),
    sealAgain: (service, place) =>
      cipher.seal(cipher.open(service.seed, seedPlace(service)), seedPlace(place)),
    secretsOf: (service) => serviceSecrets(cipher.open(service.seed, seedPlace(service)).reveal()),
    addresses: (project, environment) => listAddresses(db, project, environment),
    setAddresses: (project, environment, addresses) => setAddresses(db, project, environment, addresses),
  };
}

/** What services are made with: images, and what the store keeps of them. */
export function openServiceRoom(db: Database, cipher: Cipher, images: ServiceImages): ServiceRoom {
  return { images, records: serviceRecords(db, cipher) };
}
