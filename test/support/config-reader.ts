import { createRequire } from 'node:module';

export interface ConfigReader {
  isValidPlatform(): boolean;
  inRuntime(): boolean;
  inBuild(): boolean;
  application(): unknown;
  getPrimaryRoute(): unknown;
  getUpstreamRoutes(application: string): Readonly<Record<string, unknown>>;
  variables(): unknown;
  credentials(relationship: string): unknown;
}

/** A script. In numbers: what is secret is masked in a log, also in base64 and in hexadecimal. */
export const printEnvironment = 'env -0 | od -An -v -tu1';

/** What applications of the original look their surroundings up with, in those that `printEnvironment` printed. */
export function readerOf(printed: string): ConfigReader {
  const text = Buffer.from(printed.trim().split(/\s+/).map(Number)).toString();
  const pairs = text.split('\0').filter(Boolean);
  const variables = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const { Config } = createRequire(import.meta.url)('platformsh-config') as {
    readonly Config: new (env: Readonly<Record<string, string>>) => ConfigReader;
  };
  return new Config(variables);
}
