import { oversizedVariables } from '../container/environment-limits.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { ApplicationCommand, PreparedRun } from '../task/stage.ts';
import { seatRequestOf } from './application.ts';
import { builtImage } from './built-image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { openPlace, type Place } from './place.ts';
import { prepared } from './prepared.ts';
import { type Surroundings, variablesOf } from './surroundings.ts';
import { workloadSpec } from './workload-spec.ts';

function applicationOf({ deployment }: Surroundings, name: string) {
  const application = deployment.definition.applications[name];
  if (application !== undefined) return application;
  throw new ErrandError('start_failed', `the current deployment has no application '${name}' any more`);
}

async function specOf(
  parts: ClusterParts,
  around: Surroundings,
  place: Place,
  { application: name, hostname, command, containerId, logPath }: ApplicationCommand,
) {
  const application = applicationOf(around, name);
  const image = await builtImage(parts, around, application);
  const environment = variablesOf(application, around, image, null, null);
  const [oversized] = oversizedVariables(environment);
  if (oversized !== undefined) {
    const message = `the environment variable ${oversized} is longer than the 128 KiB that Linux takes`;
    throw new ErrandError('start_failed', message);
  }
  const part = { name: hostname, command, environment };
  const spec = await workloadSpec(parts, application, around, place, image, part);
  return { ...spec, id: containerId, logPath, logLimitBytes: null };
}

/** A container with what an application has, for a command beside it. Errors: `start_failed`, `image_unavailable`. */
export async function prepareCommand(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  around: Surroundings,
  command: ApplicationCommand,
): Promise<PreparedRun> {
  const application = applicationOf(around, command.application);
  const request = seatRequestOf(around, application, null);
  const place = await openPlace(parts, network, around, request, application, command.containerId);
  try {
    const container = await parts.engine.create(await specOf(parts, around, place, command));
    return prepared(container, place, () => container.start());
  } catch (error) {
    await place.close();
    throw error;
  }
}
