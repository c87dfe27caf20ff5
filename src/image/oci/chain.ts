import { createHash } from 'node:crypto';
import type { Layer } from './layout.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * The name of each layer together with all below it: images that begin with the same layers share them
 * (image-spec, `ChainID`). 64 hex digits each, the lowest first.
 */
export function chainIds(layers: readonly Pick<Layer, 'diffId'>[]): readonly string[] {
  const chain: string[] = [];
  for (const { diffId } of layers) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId.replace('sha256:', '') : sha256(`sha256:${below} ${diffId}`));
  }
  return chain;
}
