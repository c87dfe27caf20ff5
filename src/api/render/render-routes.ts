import type { RouteDefinition } from '../../config/definition.ts';
import { routesDocument } from '../../router/routes-document.ts';
import type { Site } from '../../router/site.ts';

/** As PLATFORM_ROUTES has them, without the templates of the configuration. */
export function renderRoutes(routes: Readonly<Record<string, RouteDefinition>>, site: Site) {
  const entries = Object.entries(routesDocument(routes, site)).map(([url, route]) => {
    const { original_url: _, ...shown } = route;
    return [url, shown] as const;
  });
  return Object.fromEntries(entries);
}
