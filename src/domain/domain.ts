/** Whose a domain is: of the project, where its production environment answers, or of one environment. */
export interface DomainPlace {
  readonly project: string;
  /** Null for a domain of the project. */
  readonly environment: string | null;
}

/** A host name that leads to an environment, beside the one that every environment has. */
export interface Domain extends DomainPlace {
  /** In lower case, as DNS has it. */
  readonly name: string;
  /** Whether `{default}` stands for it. One of a place is. */
  readonly isDefault: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface DomainChange {
  readonly isDefault?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export function isAt({ project, environment }: DomainPlace, domain: Domain): boolean {
  return domain.project === project && domain.environment === environment;
}

/** A place's names, the default one first. */
export function namesOf(domains: readonly Domain[]): readonly string[] {
  return domains
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name))
    .map(({ name }) => name);
}
