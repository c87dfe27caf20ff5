import type { Route } from '../route.ts';

/** Throws where a route says nothing of the right it needs, or two routes are the same. */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { method, path, operation } of routes) {
    const name = `${method} ${path}`;
    // The types ask for it as well; this holds where they were bypassed.
    if (!operation) throw new Error(`the route ${name} names no operation, so nobody can be refused it`);
    if (seen.has(name)) throw new Error(`the route ${name} is declared twice`);
    seen.add(name);
  }
}
