/** Whose data a volume holds. */
export interface VolumeOwner {
  readonly project: string;
  readonly environmentMachineName: string;
  /** `app` for the storage of an application, `service` for a service's data. */
  readonly kind: 'app' | 'service';
  readonly name: string;
}

/** What ids of all volumes of a project begin with. */
export function projectPrefix(project: string): string {
  return `${project}.`;
}

/** What ids of all volumes of an environment begin with. A dot is in no name of a project or an environment. */
export function environmentPrefix(owner: Pick<VolumeOwner, 'project' | 'environmentMachineName'>): string {
  return `${projectPrefix(owner.project)}${owner.environmentMachineName}.`;
}

/** The same owner has the same volume for ever, so nothing has to be written down. */
export function volumeId(owner: VolumeOwner): string {
  return `${environmentPrefix(owner)}${owner.kind}.${owner.name}`;
}
