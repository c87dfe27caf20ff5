import { type RelationshipInput, relationship } from './schema/relationship.ts';
import { type ConfigNode, type Found, plain, select } from './tree.ts';

export interface RelationshipTarget {
  readonly service: string;
  readonly endpoint: string | null;
  /** Whether the name comes from the relationship itself. */
  readonly implicit: boolean;
}

const owners = ['applications.*', 'applications.*.web', 'applications.*.workers.*', 'services.*', 'tasks.*'];

/** Every relationship of a configuration, whoever declares it. */
export function relationshipsOf(tree: ConfigNode): readonly Found[] {
  return owners.flatMap((owner) => select(tree, `${owner}.relationships.*`));
}

/** Where a relationship leads, or null where it is not well formed, which the schema reports. */
export function readRelationship({ path, node }: Found): RelationshipTarget | null {
  const read = relationship.safeParse(plain(node));
  return read.success ? relationshipTarget(String(path.at(-1)), read.data) : null;
}

/** What `name:endpoint`, a mapping or nothing at all mean for a relationship of a name. */
export function relationshipTarget(name: string, written: RelationshipInput): RelationshipTarget {
  if (typeof written === 'string') {
    const [service = '', endpoint = ''] = written.split(/:(.*)/s, 2);
    return { service, endpoint: endpoint === '' ? null : endpoint, implicit: false };
  }
  const service = written?.service ?? null;
  return { service: service ?? name, endpoint: written?.endpoint ?? null, implicit: service === null };
}
