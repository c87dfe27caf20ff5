import { error, type Finding } from '../finding.ts';
import { available, suggest } from '../nearest.ts';
import { route } from '../schema/route.ts';
import { type ConfigNode, defines, entriesOf, type Found, namesIn, placeOf, plain, select } from '../tree.ts';

/** A route has a URL and leads to an application, or elsewhere. */
export function checkRoutes(tree: ConfigNode): readonly Finding[] {
  return select(tree, 'routes.*').flatMap((found) => [...checkUrl(found), ...checkTarget(found, tree)]);
}

function checkUrl({ path, node }: Found): readonly Finding[] {
  const url = String(path[1]);
  if (/^https?:\/\/[^\s/]+(\/\S*)?$/.test(url)) return [];
  const at = { place: node.key ?? node.at, path };
  return [error('wrong_value', at, `\`${url}\` is not a URL.`, 'Write it like `https://{default}/`.')];
}

function checkTarget({ path, node }: Found, tree: ConfigNode): readonly Finding[] {
  const entries = entriesOf(node);
  const type = entries.get('type');
  const isRedirect = type?.content.kind === 'scalar' && type.content.value === 'redirect';
  const [needed, other] = isRedirect ? ['to', 'upstream'] : ['upstream', 'to'];
  if (node.content.kind !== 'map' || (type !== undefined && !route.shape.type.safeParse(plain(type)).success))
    return [];
  const findings: Finding[] = [];
  const key = { place: node.key ?? node.at, path: [...path, needed] };
  const kind = isRedirect ? 'A redirect' : 'A route of type `upstream`';
  const example = isRedirect ? '`to: https://{default}/`' : '`upstream: "app:http"`';
  const target = entries.get(needed);
  const value = target?.content.kind === 'scalar' ? target.content.value : undefined;
  if (target === undefined || value === null || value === '') {
    findings.push(error('missing_key', key, `${kind} needs \`${needed}\`.`, `Add ${example}.`));
  } else if (!isRedirect && typeof value === 'string') {
    findings.push(...checkUpstream({ path: [...path, 'upstream'], node: target }, value, tree));
  }
  const misplaced = entries.get(other);
  if (misplaced === undefined) return findings;
  const at = { place: misplaced.key ?? misplaced.at, path: [...path, other] };
  const hint = isRedirect ? 'Remove it, or use `type: upstream`.' : 'Remove it, or use `type: redirect`.';
  return [...findings, error('misplaced_key', at, `${kind} takes no \`${other}\`.`, hint)];
}

function checkUpstream({ path, node }: Found, value: string, tree: ConfigNode): readonly Finding[] {
  const at = { place: placeOf(node), path };
  const [name = '', endpoint = ''] = value.split(/:(.*)/s, 2);
  const applications = namesIn(tree, 'applications');
  const isService = defines(tree, 'services', name);
  const wanted = `Write \`upstream: "${name}:http"\`.`;
  if (defines(tree, 'tasks', name)) {
    const message = `A route cannot lead to the task \`${name}\`: it runs on demand and answers no HTTP.`;
    return [error('wrong_value', at, message, available(applications, 'Applications'))];
  }
  if (!defines(tree, 'applications', name) && !isService) {
    const message = `There is no application \`${name}\` for this route to lead to.`;
    return [error('unknown_name', at, message, suggest(name, applications, 'Applications'))];
  }
  if (endpoint === '') return [error('missing_endpoint', at, 'The upstream needs an endpoint.', wanted)];
  if (endpoint === 'http' || isService) return [];
  const message = `The application \`${name}\` has no endpoint \`${endpoint}\`; it has \`http\`.`;
  return [error('unknown_endpoint', at, message, wanted)];
}
