/**
 * `@peculiar/x509` is wired by tsyringe, which asks for constructor metadata that a TypeScript compiler can emit. Nothing
 * here is compiled that way, so the honest answer to both questions is "none", and no polyfill package is needed.
 */
const target = Reflect as unknown as Record<string, unknown>;
target.getMetadata ??= () => undefined;
target.getOwnMetadata ??= () => undefined;
