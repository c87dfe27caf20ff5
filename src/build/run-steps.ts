import type { WorkloadDefinition } from '../config/definition.ts';
import { buildContainer } from '../container/build-container.ts';
import type { ContainerLimits } from '../container/container-spec.ts';
import type { Container, Engine } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { openContainerListeners } from '../identity/broker/listeners.ts';
import type { Image } from '../image/image.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { proxyVariables } from './allow-list.ts';
import { createOutboundProxy, proxyAddress } from './outbound-proxy.ts';
import type { BuildStep } from './steps.ts';
import type { Workshop } from './workshop.ts';

/** Says a line in the activity's log. */
export type BuildLog = (line: string, stream?: 'stdout' | 'stderr') => void;

/** What a build may have of the machine and of the world around it. */
export interface BuildTerms {
  readonly limits: ContainerLimits;
  readonly diskMiB: number;
  readonly timeoutSeconds: number;
  /** The public internet, nothing, or some hosts. */
  readonly reach: 'on' | 'off' | readonly string[];
}

export interface StepsRequest {
  readonly id: string;
  readonly engine: Engine;
  readonly workload: WorkloadDefinition;
  readonly steps: readonly BuildStep[];
  readonly image: Image;
  readonly environment: Readonly<Record<string, string>>;
  readonly hiddenTexts: readonly string[];
  readonly workshop: Workshop;
  readonly cacheFolder: string;
  readonly cacheIsFull: () => boolean;
  readonly network: EnvironmentNetwork;
  readonly nameservers: readonly string[];
  readonly terms: BuildTerms;
  /** For the container's own output, of which there is none. */
  readonly logPath: string;
  readonly log: BuildLog;
  readonly signal: AbortSignal;
}

function failure(
  request: StepsRequest,
  step: BuildStep,
  reason: string,
  exitCode: number | null,
): ErrandError {
  const { name } = request.workload;
  const details = { workload: name, exitCode };
  return new ErrandError('build_failed', `${step.title} ${reason}; its output is above`, { details });
}

/** Why a step failed, as far as it can be seen: tools only say that they were killed, or could not write. */
async function reasonOf(request: StepsRequest, container: Container, exitCode: number): Promise<string> {
  const { limits, diskMiB } = request.terms;
  if (request.workshop.isFull()) return `filled its ${diskMiB} MiB of disk (builds.disk_mib)`;
  if (request.cacheIsFull())
    return `filled its cache of ${diskMiB} MiB (builds.disk_mib); 'errand project:clear-build-cache' empties it`;
  await container.signal('SIGKILL').catch(() => undefined);
  const exit = await container.ended;
  if (exit.kind === 'exited' && exit.usage.outOfMemory)
    return `ran out of its ${limits.memoryMiB} MiB of memory (builds.memory_mib)`;
  return `ended with exit code ${exitCode}`;
}

async function openContainer(request: StepsRequest, stack: AsyncDisposableStack) {
  const { terms, workshop, engine, id } = request;
  const attachment = await request.network.attach({ egress: terms.reach === 'on', permissions: [] });
  stack.defer(() => attachment.close());
  if (typeof terms.reach !== 'string') {
    const proxy = createOutboundProxy(terms.reach);
    stack.defer(() => proxy.close());
    const listeners = openContainerListeners(attachment.namespace, [
      { ...proxyAddress, accept: proxy.accept },
    ]);
    stack.defer(() => listeners.close());
  }
  const container = await engine.create(
    buildContainer({
      id,
      rootfs: request.image.rootfs,
      folder: workshop.sources,
      temporaryFolder: workshop.temporary,
      cacheFolder: request.cacheFolder,
      address: attachment.address,
      networkNamespace: attachment.namespacePath,
      nameservers: request.nameservers,
      logPath: request.logPath,
      limits: terms.limits,
    }),
  );
  stack.defer(() => container.remove());
  return container;
}

async function runStep(request: StepsRequest, container: Container, step: BuildStep, signal: AbortSignal) {
  const { terms, log } = request;
  const reach = typeof terms.reach === 'string' ? {} : proxyVariables(proxyAddress);
  const environment = { ...reach, ...request.environment };
  log(`Running ${step.title}`);
  const { hiddenTexts } = request;
  const further = { command: step.command, environment, output: log, hiddenTexts, signal };
  const exitCode = await container.execute(further);
  request.signal.throwIfAborted();
  if (signal.aborted)
    throw failure(request, step, `took longer than ${terms.timeoutSeconds} s (builds.timeout_seconds)`, null);
  if (exitCode !== 0) throw failure(request, step, await reasonOf(request, container, exitCode), exitCode);
}

/** Runs the steps of a build in a container of its own. Error: `build_failed`, with the exit code in `details`. */
export async function runSteps(request: StepsRequest): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const container = await openContainer(request, stack);
  request.signal.throwIfAborted();
  await container.start();
  const timeout = AbortSignal.timeout(request.terms.timeoutSeconds * 1000);
  const signal = AbortSignal.any([request.signal, timeout]);
  for (const step of request.steps) await runStep(request, container, step, signal);
}
