import type { Definition, WorkloadDefinition } from '../config/definition.ts';
import { ErrandError } from '../errors/errand-error.ts';

/** Whether the containers of a workload may make user namespaces, so that bubblewrap works in them (T26). */
export function wantsSandbox({ runtime }: Pick<WorkloadDefinition, 'runtime'>): boolean {
  return runtime.sandbox === true;
}

function asking({ applications, tasks }: Definition): readonly string[] {
  const named = (section: string, workloads: Readonly<Record<string, WorkloadDefinition>>) =>
    Object.values(workloads)
      .filter(wantsSandbox)
      .map(({ name }) => `${section}.${name}.runtime.sandbox`);
  return [...named('applications', applications), ...named('tasks', tasks)];
}

/** Refuses a definition that asks for what the operator does not allow, before anything is built. Error: `config_invalid`. */
export function checkSandbox(definition: Definition, allowed: boolean): void {
  const places = asking(definition).join(', ');
  if (allowed || places === '') return;
  const message = `${places}: this server does not allow it (containers.sandbox: off in its errand.yaml). Take the key away and run without bubblewrap, or ask the server's operator.`;
  throw new ErrandError('config_invalid', message);
}

/** What to know before a sandbox is tried; null where none is asked for, or it will work. `why`: what the kernel has against it. */
export function sandboxWarning(definition: Definition, why: string | null): string | null {
  const places = asking(definition).join(', ');
  if (places === '' || why === null) return null;
  return `${places}: this machine's kernel lets no container make user namespaces (${why}), so bubblewrap will not work`;
}
