import type { ConfigPath } from '../config-path.ts';
import { error, type Finding } from '../finding.ts';
import { type ConfigNode, placeOf } from '../tree.ts';

const hint = 'Write the character itself, or `\\U` with its eight hexadecimal digits.';

/** `"\\uD800"` is half a character: no URL, header or variable can have it. */
export function checkWellFormed(tree: ConfigNode): readonly Finding[] {
  return halves(tree, []);
}

function halves(node: ConfigNode, path: ConfigPath): readonly Finding[] {
  const { content } = node;
  if (content.kind === 'list') return content.items.flatMap((item, index) => halves(item, [...path, index]));
  if (content.kind === 'map')
    return [...content.entries].flatMap(([name, value]) => [
      ...half(name, { place: value.key ?? value.at, path: [...path, name] }),
      ...halves(value, [...path, name]),
    ]);
  return typeof content.value === 'string' ? half(content.value, { place: placeOf(node), path }) : [];
}

function half(
  text: string,
  at: { readonly place: Finding['place']; readonly path: ConfigPath },
): readonly Finding[] {
  if (text.isWellFormed()) return [];
  return [error('wrong_value', at, 'The text has half a character (a surrogate without its pair).', hint)];
}
