import { operations } from '../../identity/authorization/operations.ts';
import type { Route } from '../route.ts';

/** Throws where a route needs a right that the table of operations has not, or two routes are the same. */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { method, path, operation, ...others } of routes) {
    const name = `${method} ${path}`;
    // The types ask for it as well; this holds where they were bypassed.
    if (!operation) throw new Error(`the route ${name} names no operation, so nobody can be refused it`);
    for (const named of [operation, ...further(others)]) {
      if (named === 'public' || Object.hasOwn(operations, named)) continue;
      throw new Error(`the route ${name} names the operation ${named}, which the table has not`);
    }
    if (seen.has(name)) throw new Error(`the route ${name} is declared twice`);
    seen.add(name);
  }
}

function further({
  parentOperation,
  furtherOperations = [],
}: Pick<Route, 'parentOperation' | 'furtherOperations'>) {
  return parentOperation === undefined ? furtherOperations : [parentOperation, ...furtherOperations];
}

/** Throws where the table has an operation that no route needs: its page would promise what nobody can do. */
export function checkOperations(routes: readonly Route[]): void {
  const needed = new Set<string>(routes.flatMap((each) => [each.operation, ...further(each)]));
  const unused = Object.keys(operations).filter((name) => !needed.has(name));
  if (unused.length === 0) return;
  throw new Error(`the table of operations has some that no route needs: ${unused.join(', ')}`);
}
