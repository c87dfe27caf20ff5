import type { TaskDefinition } from '../../config/definition.ts';
import { type Links, taskHref } from './hrefs.ts';
import { renderWorkloadSize } from './render-size.ts';
import { renderShared } from './render-workload.ts';

/** A task's definition on the wire (wire.md 2). */
export function renderTask(task: TaskDefinition) {
  return {
    id: task.name,
    name: task.name,
    type: task.type,
    run: { command: task.run.command, timeout: task.run.timeoutSeconds },
    source: { root: `/${task.sourceRoot}` },
    hooks: { build: task.buildHook, deploy: task.deployHook },
    ...renderShared(task),
    dependencies: task.dependencies,
    runtime: task.runtime,
    additional_hosts: task.additionalHosts,
    ...renderWorkloadSize(null),
  };
}

/** The same with its links, as a resource of its own. */
export function renderTaskResource(project: string, environment: string, task: TaskDefinition) {
  const href = taskHref(project, environment, task.name);
  const links: Links = { self: { href }, '#run': { href: `${href}/run` } };
  return { ...renderTask(task), _links: links };
}
