import { ErrandError } from '../errors/errand-error.ts';

/** Where an OCI image is: `docker.io/library/python:3.13` in its parts. */
export interface Reference {
  /** Host and port. */
  readonly registry: string;
  readonly repository: string;
  /** Null where only a digest is given. */
  readonly tag: string | null;
  /** `sha256:…`, or null where a tag is to be looked up. */
  readonly digest: string | null;
}

export const dockerHub = 'docker.io';

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`);
const registryPattern = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

const looksLikeHost = (text: string) => text.includes('.') || text.includes(':') || text === 'localhost';

function splitDigest(text: string): { readonly name: string; readonly digest: string | null } {
  const at = text.indexOf('@');
  return at < 0 ? { name: text, digest: null } : { name: text.slice(0, at), digest: text.slice(at + 1) };
}

function splitTag(name: string): { readonly path: string; readonly tag: string | null } {
  const colon = name.lastIndexOf(':');
  const isTag = colon > name.lastIndexOf('/');
  return isTag ? { path: name.slice(0, colon), tag: name.slice(colon + 1) } : { path: name, tag: null };
}

/**
 * Reads a reference as Docker's command line does: `python:3.13` is `docker.io/library/python:3.13`, and no tag is `latest`.
 * Null where the text is none (github.com/distribution/reference).
 */
export function parseReference(text: string): Reference | null {
  const { name, digest } = splitDigest(text);
  const { path, tag } = splitTag(name);
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(0, slash));
  const hasHost = looksLikeHost(first);
  const registry = hasHost ? first : dockerHub;
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = registry === dockerHub && !rest.includes('/') ? `library/${rest}` : rest;
  if (!registryPattern.test(registry) || !repositoryPattern.test(repository)) return null;
  if (tag !== null && !tagPattern.test(tag)) return null;
  if (digest !== null && !digestPattern.test(digest)) return null;
  return { registry, repository, tag: tag === null && digest === null ? 'latest' : tag, digest };
}

/** The name of the image without tag and digest. */
export const repositoryName = ({ registry, repository }: Reference): string => `${registry}/${repository}`;

/** The whole reference; one with a digest leaves out the tag, which says nothing any more. */
export function formatReference(reference: Reference): string {
  const name = repositoryName(reference);
  return reference.digest === null ? `${name}:${reference.tag}` : `${name}@${reference.digest}`;
}

export function noReference(text: string): ErrandError {
  const message = `'${text}' is no reference of an image; one looks like 'docker.io/library/python:3.13'`;
  return new ErrandError('usage', message);
}
