import { serviceKindOf } from './kinds.ts';
import type { ServiceKind } from './service-kind.ts';

const opening = `# Types of services

<!-- Generated from src/service by \`npm run docs\`. Change it there. -->

What each \`type\` is, where it comes from, and how it is reached. The version of a type is the tag of its image; on a machine without
a registry in reach it is that of the Debian package, which must be the one asked for unless \`images.fallback: nearest\` is set. See
[services](../guide/services.md) for how they are declared.
`;

const code = (text: string) => `\`${text}\``;

/** Whether the tests of this server run it, or look at its definition as data. */
function tested({ types }: ServiceKind): string {
  const really = ['postgresql', 'mariadb', 'redis', 'memcached', 'rabbitmq', 'network-storage'];
  return types.some((type) => really.includes(type)) ? 'run for real' : 'as data';
}

function row([type, version]: readonly [string, string]): string {
  const kind = serviceKindOf(type);
  if (kind === null) return '';
  const endpoints = Object.values(kind.endpoints({})).map(({ rel, port }) => `${code(rel)} ${port}`);
  const cells = [
    code(`${type}:${version}`),
    kind.container === null ? 'none: nothing runs' : code(kind.image(version)),
    kind.debian === null ? '' : kind.debian.package,
    endpoints.join(', '),
    kind.diskMiB === null ? 'none' : `${kind.diskMiB} MiB`,
    kind.container === null ? '' : `${kind.memoryMiB} MiB`,
    tested(kind),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The text of docs/reference/services.md, for types with an example of a version. */
export function servicesPage(types: Readonly<Record<string, string>>): string {
  const head =
    '| type | image | package on Debian | endpoints by default | least disk | memory | tested |\n|---|---|---|---|---|---|---|';
  return `${opening}\n${head}\n${Object.entries(types).map(row).join('\n')}\n`;
}
