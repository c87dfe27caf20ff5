import type { ImageResolver } from '../image/resolver.ts';
import { openServiceImages, type ServiceImages } from '../service/service-images.ts';
import type { Settings } from './settings/settings.ts';

/** Images of services come from where those of workloads do. */
export function openImagesOfServices(
  images: ImageResolver,
  { prefer, fallback }: Settings['images'],
): ServiceImages {
  const { root, system } = images.base;
  return openServiceImages({
    machineRoot: { root, binds: [{ source: '/usr', destination: '/usr' }] },
    system,
    fallback,
    prefer,
    pull: (reference, tried, { log, signal }) => images.fetch(reference, { tried, log, signal }),
  });
}
