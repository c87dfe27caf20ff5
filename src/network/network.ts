import type { Permission } from './firewall.ts';

/** A network namespace made ready for one container: its own loopback, an address on the environment's bridge, a firewall. */
export interface Attachment {
  /** The namespace, open in this process. */
  readonly namespace: number;
  /** A path under which a container runtime can join the namespace while this process lives. */
  readonly namespacePath: string;
  /** IPv4 address on the environment's bridge. */
  readonly address: string;
  /** Gives the address back and lets go of the namespace, which ends with its last process. Safe to call twice. */
  close(): Promise<void>;
}

export interface AttachmentRequest {
  /** The address that it should get if nobody has it: the one it had before. */
  readonly address?: string | undefined;
  /** Whether the container may reach the public internet. */
  readonly egress: boolean;
  readonly permissions: readonly Omit<Permission, 'from'>[];
}

/** Where containers get their namespaces. */
export interface ContainerNetwork {
  attach(request: AttachmentRequest): Promise<Attachment>;
}

/** An environment's bridge. */
export interface EnvironmentNetwork extends ContainerNetwork {
  /** Takes the namespace of a container that outlived a crash of the server back into care. */
  adopt(pid: number, request: AttachmentRequest): Promise<Attachment>;
  close(): Promise<void>;
}

export interface Network {
  environment(key: string): Promise<EnvironmentNetwork>;
  /** Takes an environment's bridge away, of a former server too. Nothing of the environment may run. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}
