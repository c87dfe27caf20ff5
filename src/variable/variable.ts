import type { Sealed } from '../secret/cipher.ts';

/** A project, or one of its environments. */
export interface VariablePlace {
  readonly project: string;
  /** Null for a variable of the project. */
  readonly environment: string | null;
}

/** A variable as it is stored (wire.md 4.4). */
export interface Variable extends VariablePlace, VariableAttributes {
  /** `env:NAME`, `php:memory_limit`, or without a prefix. */
  readonly name: string;
  readonly value: VariableValue;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Sensitive values are sealed, all others plain. */
export type VariableValue =
  | { readonly kind: 'plain'; readonly text: string }
  | {
      readonly kind: 'sealed';
      readonly sealed: Sealed;
      /** Whether logs can hide it; a shorter one is not looked for (P12). */
      readonly isMasked: boolean;
    };

export interface VariableAttributes {
  readonly isJson: boolean;
  readonly visibleBuild: boolean;
  readonly visibleRuntime: boolean;
  /** Not in effect where false. Always true at the project. */
  readonly isEnabled: boolean;
  /** Whether environments made from this one have it too. Always true at the project. */
  readonly isInheritable: boolean;
  /** Names of the applications and tasks that get it; empty for all. */
  readonly applicationScope: readonly string[];
  /** The caller's own notes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A variable as an environment has it: its own, or one of an ancestor. */
export interface ListedVariable {
  readonly variable: Variable;
  readonly inherited: boolean;
}

export function isSensitive({ value }: Pick<Variable, 'value'>): boolean {
  return value.kind === 'sealed';
}

/** What a sealed value is bound to. */
export function sealPlace({ project, environment }: VariablePlace, name: string): string {
  return `variable ${JSON.stringify([project, environment, name])}`;
}
