import type { ConfigPath } from '../config-path.ts';
import { type Finding, warning } from '../finding.ts';
import { runtimeType } from '../stack-runtimes.ts';
import { type ConfigNode, entriesOf, type Found, isEmpty, placeOf, select } from '../tree.ts';

interface Item extends Found {
  readonly name: string;
  /** What is written of it beside its name. */
  readonly settings: ConfigNode | null;
}

/** Every item of a `stack` that an image is not made with, as the language allows them to be written (`define/stack.ts`). */
export function checkStacks(tree: ConfigNode): readonly Finding[] {
  return ['applications.*', 'tasks.*'].flatMap((at) => select(tree, at).flatMap(checkStack));
}

function checkStack({ path, node }: Found): readonly Finding[] {
  const stack = entriesOf(node).get('stack');
  if (stack === undefined || isEmpty(stack)) return [];
  const at = [...path, 'stack'];
  const items = itemsOf(at, stack);
  const type = entriesOf(node).get('type');
  const needsRuntime = type === undefined || String(plainText(type) ?? '').startsWith('composable:');
  const found = items.flatMap(checkItem);
  if (!needsRuntime || items.some(({ name }) => runtimeType(name) !== null)) return found;
  const message = 'The stack names no runtime in a version, so there is no image to begin with.';
  const place = { place: placeOf(stack), path: at };
  return [...found, warning('unknown_type', place, message, 'Name one first, such as `python@3.14`.')];
}

function checkItem({ name, path, node, settings }: Item): readonly Finding[] {
  if (runtimeType(name) === null) {
    const message = `\`${name}\` is not installed: it is there only where the image has it. Runtimes are taken from the stack, packages are not.`;
    return [warning('not_acted_upon', { place: placeOf(node), path }, message)];
  }
  return [...entriesOf(settings ?? undefined)]
    .filter(([key, value]) => key !== 'package' && !isEmpty(value))
    .map(([key, value]) => {
      const at = { place: value.key ?? placeOf(value), path: [...path, key] };
      const message = `\`${key}\` of \`${name}\` is not acted upon yet. The runtime is as the image has it.`;
      return warning('not_acted_upon', at, message);
    });
}

function itemsOf(path: ConfigPath, node: ConfigNode): readonly Item[] {
  const text = plainText(node);
  if (text !== null) return [{ path, node, name: text, settings: null }];
  const { content } = node;
  if (content.kind === 'list') return content.items.flatMap((item, index) => itemsOf([...path, index], item));
  if (content.kind !== 'map') return [];
  const named = plainText(content.entries.get('package'));
  if (named !== null) return [{ path, node, name: named, settings: node }];
  return [...content.entries].flatMap(([key, value]) => {
    const at = [...path, key];
    if (key === 'runtimes' || key === 'packages') return itemsOf(at, value);
    // An item with settings is shown by its name, which is its key.
    return [{ path: at, node: value, name: key, settings: value }];
  });
}

function plainText(node: ConfigNode | undefined): string | null {
  const { content } = node ?? { content: null };
  return content?.kind === 'scalar' && typeof content.value === 'string' ? content.value : null;
}
