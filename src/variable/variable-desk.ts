import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { Cipher } from '../secret/cipher.ts';
import { insertActivity } from '../store/activities/insert-activity.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import { inTransaction } from '../store/in-transaction.ts';
import type { Database } from '../store/store.ts';
import { deleteVariable } from '../store/variables/delete-variable.ts';
import { listVariables } from '../store/variables/list-variables.ts';
import { putVariable } from '../store/variables/put-variable.ts';
import { changedVariable, newVariable, openValue, type VariableInput } from './change-variable.ts';
import { environmentVariables, inEffect, lineage } from './effective-variables.ts';
import type { OpenVariable, OpenVariables } from './open-variables.ts';
import { isSensitive, type ListedVariable, type Variable, type VariablePlace } from './variable.ts';
import { type VariableEvent, variableActivity } from './variable-activity.ts';

/** Variables of projects and environments. Every change is one transaction with the activity that records it. */
export interface VariableDesk {
  /** The project's own, or what the environment has: its own and those it inherits. By name. */
  list(place: VariablePlace): Promise<readonly ListedVariable[]>;
  find(place: VariablePlace, name: string): Promise<ListedVariable | null>;
  /** Errors: `conflict`, `request_invalid`. */
  create(place: VariablePlace, input: NewVariableInput, actor: Actor): Promise<Variable>;
  /** Of one that is inherited it makes a copy that overrides it. Errors: `variable_not_found`, `request_invalid`. */
  change(place: VariablePlace, name: string, change: VariableInput, actor: Actor): Promise<Variable>;
  /** Errors: `variable_not_found`; `request_invalid` for one that is inherited. */
  remove(place: VariablePlace, name: string, actor: Actor): Promise<void>;
  /** What containers of the environment are given now. Error: `secret_unreadable`. */
  inEffect(project: string, environment: string): Promise<OpenVariables>;
}

export type NewVariableInput = VariableInput & { readonly name: string; readonly value: string };

export function openVariableDesk(db: Database, cipher: Cipher): VariableDesk {
  return new StoredVariables(db, cipher);
}

async function listed(db: Database, { project, environment }: VariablePlace) {
  const all = await listVariables(db, project);
  if (environment !== null) {
    return environmentVariables(all, lineage(await listEnvironments(db, project), environment));
  }
  return all
    .filter((variable) => variable.environment === null)
    .map((variable) => ({ variable, inherited: false }));
}

const sayPlace = ({ project, environment }: VariablePlace) =>
  environment === null ? `The project ${project}` : `The environment ${environment}`;

class StoredVariables implements VariableDesk {
  readonly #db: Database;
  readonly #cipher: Cipher;

  constructor(db: Database, cipher: Cipher) {
    this.#db = db;
    this.#cipher = cipher;
  }

  list(place: VariablePlace): Promise<readonly ListedVariable[]> {
    return listed(this.#db, place);
  }

  async find(place: VariablePlace, name: string): Promise<ListedVariable | null> {
    return (await this.list(place)).find(({ variable }) => variable.name === name) ?? null;
  }

  create(place: VariablePlace, input: NewVariableInput, actor: Actor): Promise<Variable> {
    return this.#record('create', place, input.name, actor, async (db, now) => {
      const variable = newVariable(this.#cipher, place, input, now);
      const own = (await listed(db, place)).find((one) => one.variable.name === input.name && !one.inherited);
      if (own !== undefined) {
        const message = `${sayPlace(place)} has a variable ${input.name} already; change that one, or delete it first.`;
        throw new ErrandError('conflict', message, { details: { variable: input.name } });
      }
      await putVariable(db, variable);
      return variable;
    });
  }

  change(place: VariablePlace, name: string, change: VariableInput, actor: Actor): Promise<Variable> {
    return this.#record('update', place, name, actor, async (db, now) => {
      const { variable } = await require(db, place, name);
      const changed = changedVariable(this.#cipher, place, variable, change, now);
      await putVariable(db, changed);
      return changed;
    });
  }

  async remove(place: VariablePlace, name: string, actor: Actor): Promise<void> {
    await this.#record('delete', place, name, actor, async (db) => {
      const { variable, inherited } = await require(db, place, name);
      if (inherited) {
        const message = `${name} is inherited from ${variable.environment}: delete it there, or override it here.`;
        throw new ErrandError('request_invalid', message, { details: { variable: name } });
      }
      await deleteVariable(db, place, name);
    });
  }

  async inEffect(project: string, environment: string): Promise<OpenVariables> {
    const ofProject = await this.list({ project, environment: null });
    const ofEnvironment = await this.list({ project, environment });
    const open = (variable: Variable): OpenVariable => ({
      ...variable,
      value: openValue(this.#cipher, variable),
      isSensitive: isSensitive(variable),
    });
    return { project: inEffect(ofProject).map(open), environment: inEffect(ofEnvironment).map(open) };
  }

  #record<Result>(
    event: VariableEvent,
    place: VariablePlace,
    name: string,
    actor: Actor,
    work: (db: Database, now: Date) => Promise<Result>,
  ): Promise<Result> {
    return inTransaction(this.#db, async (transaction) => {
      const now = new Date();
      const result = await work(transaction, now);
      await insertActivity(transaction, variableActivity(event, place, name, actor, now));
      return result;
    });
  }
}

async function require(db: Database, place: VariablePlace, name: string): Promise<ListedVariable> {
  const all = await listed(db, place);
  const found = all.find(({ variable }) => variable.name === name);
  if (found !== undefined) return found;
  throw variableNotFound(place, name, all);
}

/** Says which there are. */
export function variableNotFound(
  place: VariablePlace,
  name: string,
  all: readonly ListedVariable[],
): ErrandError {
  const names = all.map(({ variable }) => variable.name);
  const others = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  return new ErrandError('variable_not_found', `${sayPlace(place)} has no variable "${name}"; ${others}.`, {
    details: { ...place, variable: name, variables: names },
  });
}
