import { ErrandError } from '../errors/errand-error.ts';
import { hostSystem, makeHostBase } from './host-base.ts';
import { hostRuntimes } from './host-runtime.ts';
import { type Image, type ImageSource, parseType } from './image.ts';
import { npmNode } from './npm-node.ts';

export interface ImageResolver {
  /** The image for a `type` such as `nodejs:24`. Error: `image_unavailable`, with what was tried and how to mend it. */
  resolve(type: string): Promise<Image>;
}

function unavailable(type: string, tried: readonly string[]): ErrandError {
  const attempts = tried.length === 0 ? ['nothing on this machine provides it'] : tried;
  const message = [
    `no image for type '${type}'. Tried:`,
    ...attempts.map((line) => `  - ${line}`),
    'To mend it: install that version on this machine under /usr, or change the type to a version found above;',
    'for nodejs, make sure that the npm registry is in reach and has the version.',
  ].join('\n');
  return new ErrandError('image_unavailable', message, { details: { type, tried: attempts } });
}

async function firstOf(sources: readonly ImageSource[], type: string): Promise<Image> {
  const tried: string[] = [];
  for (const source of sources) {
    const image = await source.resolve(parseType(type), tried);
    if (image !== null) return image;
  }
  throw unavailable(type, tried);
}

export interface ImageSettings {
  /** What was fetched, kept for good. */
  readonly directory: string;
  /** For root folders made anew at every start. */
  readonly runtimeDirectory: string;
  /** The certificate authority that programs inside trust, besides the machine's. */
  readonly authorityPem: string;
}

/** Resolves types to images of this machine; answers are kept for the life of the server. */
export async function openImageResolver(settings: ImageSettings): Promise<ImageResolver> {
  const root = await makeHostBase(settings.runtimeDirectory, settings.authorityPem);
  const base = { root, system: await hostSystem() };
  const sources = [npmNode(base, settings.directory), hostRuntimes(base)];
  const known = new Map<string, Promise<Image>>();
  return {
    resolve(type) {
      const found = known.get(type) ?? firstOf(sources, type);
      known.set(type, found);
      found.catch(() => known.delete(type));
      return found;
    },
  };
}
