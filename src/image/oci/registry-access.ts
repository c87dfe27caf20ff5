import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerHub } from '../reference.ts';

/** How one registry is spoken to. */
export interface RegistryLogin {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** False for one that speaks plain HTTP or shows a certificate that nobody signed. */
  readonly tls?: boolean | undefined;
}

export interface RegistryAccess {
  /** Host and port → how to log in. */
  readonly registries: Readonly<Record<string, RegistryLogin>>;
  /** A file in the format of containers-auth.json(5), as `skopeo login` and `docker login` write it; null for none. */
  readonly authFile: string | null;
}

export const noAccess: RegistryAccess = { registries: {}, authFile: null };

interface AuthFile {
  readonly auths: Readonly<Record<string, unknown>>;
}

/** Docker Hub's entry has another name in that format. */
const authKey = (registry: string) => (registry === dockerHub ? 'https://index.docker.io/v1/' : registry);

function entryOf({ username, password }: RegistryLogin): { readonly auth: string } | null {
  if (username === undefined || password === undefined) return null;
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}

/** The logins of the settings over those of the file. */
export function mergeLogins(access: RegistryAccess, file: Partial<AuthFile>): AuthFile {
  const own = Object.entries(access.registries).flatMap(([registry, login]) => {
    const entry = entryOf(login);
    return entry === null ? [] : [[authKey(registry), entry] as const];
  });
  return { auths: { ...file.auths, ...Object.fromEntries(own) } };
}

/**
 * Writes the logins to a file of mode 0600 for as long as `work` takes, so that no password is ever seen on a command line.
 */
export async function withLogins<T>(
  access: RegistryAccess,
  directory: string,
  work: (authFile: string) => Promise<T>,
): Promise<T> {
  const text = access.authFile === null ? '{}' : await readFile(access.authFile, 'utf8');
  const logins = mergeLogins(access, JSON.parse(text) as Partial<AuthFile>);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `auth-${process.pid}-${counter++}.json`);
  try {
    await writeFile(path, JSON.stringify(logins), { mode: 0o600 });
    await chmod(path, 0o600);
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

let counter = 0;
