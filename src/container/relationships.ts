/** One entry of PLATFORM_RELATIONSHIPS, keys as the original has them (wire.md section 7). */
export interface RelationshipEndpoint {
  readonly username: string | null;
  readonly scheme: string;
  /** Name of the service or application at the other end. */
  readonly service: string;
  readonly fragment: string | null;
  readonly ip: string;
  readonly hostname: string;
  readonly port: number;
  /** `<project>-<environment's machine name>`. */
  readonly cluster: string;
  /** `<relationship>.internal`. */
  readonly host: string;
  /** Name of the endpoint: `postgresql`, `http`. */
  readonly rel: string;
  /** Database name, path, virtual host; null where the scheme has none. */
  readonly path: string | null;
  readonly query: Readonly<Record<string, unknown>>;
  readonly password: string | null;
  /** `postgresql:18`. */
  readonly type: string;
  readonly public: boolean;
  readonly host_mapped: boolean;
  readonly epoch: number;
  readonly instance_ips: readonly string[];
}

/** Where a relationship leads, and under which names. */
export interface RelationshipTarget {
  /** The name that the workload gave the relationship. */
  readonly relationship: string;
  readonly service: string;
  readonly type: string;
  readonly project: string;
  readonly environmentMachineName: string;
  readonly ip: string;
}

/** How a service is spoken to. */
export interface ServiceEndpoint {
  readonly rel: string;
  readonly scheme: string;
  readonly port: number;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly path?: string | null;
  readonly query?: Readonly<Record<string, unknown>>;
}

/**
 * The relationship entry of a service.
 * `hostname` is the same as `host`: programs use either, and this is the name that resolves in the container.
 */
export function relationshipItem(
  target: RelationshipTarget,
  endpoint: ServiceEndpoint,
): RelationshipEndpoint {
  const host = `${target.relationship}.internal`;
  return {
    username: endpoint.username ?? null,
    scheme: endpoint.scheme,
    service: target.service,
    fragment: null,
    ip: target.ip,
    hostname: host,
    port: endpoint.port,
    cluster: `${target.project}-${target.environmentMachineName}`,
    host,
    rel: endpoint.rel,
    path: endpoint.path ?? null,
    query: endpoint.query ?? {},
    password: endpoint.password ?? null,
    type: target.type,
    public: false,
    host_mapped: false,
    epoch: 0,
    instance_ips: [target.ip],
  };
}

/** The relationship entry of an application's one endpoint, `http` on port 80 (registry of upsun/meta). */
export function applicationItem(target: RelationshipTarget): RelationshipEndpoint {
  return relationshipItem(target, { rel: 'http', scheme: 'http', port: 80 });
}
