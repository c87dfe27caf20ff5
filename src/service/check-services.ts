import type { Definition, RelationshipDefinition } from '../config/definition.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { serviceKindOf } from './kinds.ts';

/** Everything of a definition that has relationships, with how the file calls it. */
function relationshipsOf({ applications, services, tasks }: Definition) {
  const owner = (
    at: string,
    { relationships }: { readonly relationships: Readonly<Record<string, RelationshipDefinition>> },
  ) => Object.entries(relationships).map(([name, target]) => ({ at: `${at}.relationships.${name}`, target }));
  return [
    ...Object.entries(applications).flatMap(([name, application]) => [
      ...owner(`applications.${name}`, application),
      ...Object.entries(application.workers).flatMap(([worker, declared]) =>
        owner(`applications.${name}.workers.${worker}`, declared),
      ),
    ]),
    ...Object.entries(services).flatMap(([name, service]) => owner(`services.${name}`, service)),
    ...Object.entries(tasks).flatMap(([name, task]) => owner(`tasks.${name}`, task)),
  ];
}

function serviceProblems({ services }: Definition): readonly string[] {
  return Object.entries(services).flatMap(([name, { type, configuration }]) => {
    const kind = serviceKindOf(type);
    if (kind === null) return [`services.${name}: there is no type of service \`${type}\`.`];
    const found = kind.problems?.(configuration) ?? [];
    return found.map((problem) => `services.${name}.configuration: ${problem}`);
  });
}

function endpointProblems(definition: Definition): readonly string[] {
  return relationshipsOf(definition).flatMap(({ at, target }) => {
    const service = definition.services[target.service];
    const kind = service === undefined ? null : serviceKindOf(service.type);
    if (service === undefined || kind === null) return [];
    if ((kind.problems?.(service.configuration) ?? []).length > 0) return [];
    const names = Object.keys(kind.endpoints(service.configuration));
    if (names.length === 0) {
      return [`${at}: the service ${target.service} (${service.type}) has no endpoint; mount it instead.`];
    }
    if (target.endpoint === null || names.includes(target.endpoint)) return [];
    return [
      `${at}: the service ${target.service} has no endpoint \`${target.endpoint}\`; it has ${names.join(', ')}.`,
    ];
  });
}

/** What is wrong with the services of a definition, and with relationships to them; empty where all is well. */
export function problemsOfServices(definition: Definition): readonly string[] {
  return [...serviceProblems(definition), ...endpointProblems(definition)];
}

/** Error: `config_invalid`, with every problem. */
export function checkServices(definition: Definition): void {
  const problems = problemsOfServices(definition);
  if (problems.length === 0) return;
  const message = `The configuration has errors.\n\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  throw new ErrandError('config_invalid', message, { details: { problems } });
}
