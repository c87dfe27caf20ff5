import { type NotActedUpon, notActedUpon } from './acted-upon.ts';
import { type Finding, warning } from './finding.ts';
import { type ConfigNode, defines, type Found, isEmpty, placeOf, select } from './tree.ts';

/** Warns of what is valid but does nothing yet. */
export function warnOfUnfinished(tree: ConfigNode): readonly Finding[] {
  return [
    ...notActedUpon.flatMap((entry) => select(tree, entry.at).filter(isSet(entry)).map(notYet(entry))),
    ...select(tree, 'routes.*.upstream').filter(toService(tree)).map(notYet(routeToService)),
  ];
}

const routeToService = { at: '', effect: 'A route leads to an application only; this URL answers 404.' };

function toService(tree: ConfigNode): (found: Found) => boolean {
  return ({ node }) =>
    node.content.kind === 'scalar' &&
    defines(tree, 'services', String(node.content.value).split(':')[0] ?? '');
}

function isSet(entry: NotActedUpon): (found: Found) => boolean {
  return ({ node, path }) => {
    if (isEmpty(node) || entry.exceptKeys?.includes(String(path.at(-1)))) return false;
    if (entry.only === undefined && entry.except === undefined) return true;
    const value = node.content.kind === 'scalar' ? node.content.value : undefined;
    return entry.only?.includes(value) ?? !entry.except?.includes(value);
  };
}

/** Where only some values of a key are meant, the value is named. */
function notYet(entry: NotActedUpon): (found: Found) => Finding {
  return ({ path, node }) => {
    const at = { place: node.key ?? placeOf(node), path };
    const key = String(path.at(-1));
    const oneValue = entry.only !== undefined || entry.except !== undefined;
    const shown = oneValue && node.content.kind === 'scalar' ? `${key}: ${String(node.content.value)}` : key;
    return warning('not_acted_upon', at, `\`${shown}\` is not acted upon yet. ${entry.effect}`);
  };
}
