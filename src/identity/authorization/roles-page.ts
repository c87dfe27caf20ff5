import { type Operation, operations, ruleOf } from './operations.ts';
import type { Rule } from './rule.ts';

const opening = `# Who may do what

Every operation of the API, the least role that a person needs for it, and the \`authorizations\` that give it to a container.
A refusal (403) names the operation and the role that is missing.

- **Administrators** of the server may do everything.
- **Owners** of the organization create projects and are admin of every project.
- In a project somebody is **admin** or **viewer**. An admin may do everything in it.
- A viewer can have a role for each type of environment: \`production\`, \`staging\`, \`development\`. **Viewers** view;
  **contributors** also change definitions (push), trigger and cancel; **admins** also change the environment itself. Who has a role for
  some types sees environments of these only; a viewer without any views all environments.
- A container may do what its authorizations say, in its own environment only.
`;

function whoOf(rule: Rule): string {
  switch (rule.on) {
    case 'server':
      return 'administrator';
    case 'organization':
      return 'owner';
    case 'user':
      return 'everybody, about themselves';
    case 'project':
      return `project ${rule.role}`;
    case 'environment':
      return `environment ${rule.role}${rule.ofAnyType === true ? ', for some type' : ''}`;
  }
}

function row(operation: Operation): string {
  const rule = ruleOf(operation);
  const containers = rule.containers.map((type) => `\`${type}\``).join(', ');
  return `| \`${operation}\` | ${rule.does} | ${whoOf(rule)} | ${containers} |`;
}

/** `docs/reference/roles.md`, made from the table; a test holds them equal. */
export function renderRolesPage(): string {
  return [
    opening,
    '| operation | what | least role | a container, by |',
    '|---|---|---|---|',
    ...(Object.keys(operations) as Operation[]).map(row),
    '',
    'This page is made by `npm run docs` from `src/identity/authorization/operations.ts`.',
    '',
  ].join('\n');
}
