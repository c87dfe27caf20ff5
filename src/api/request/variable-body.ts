import { z } from 'zod';
import type { VariableInput } from '../../variable/change-variable.ts';

const text = z.string();
/** PHP clients send an empty object as `[]`. */
const attributes = z
  .union([z.record(z.string(), z.string()), z.array(z.never())])
  .describe('Notes of your own');

const common = {
  value: text.describe('At most 128 KiB with the name'),
  attributes: attributes.optional(),
  is_json: z.boolean().optional().describe('The value is JSON'),
  is_sensitive: z.boolean().optional().describe('Sealed, never shown again, masked in logs'),
  visible_build: z.boolean().optional().describe('Default: true for a project, false for an environment'),
  visible_runtime: z.boolean().optional().describe('Default: true'),
  application_scope: z.array(text).optional().describe('Applications and tasks that get it; empty for all'),
};

const ofEnvironment = {
  is_enabled: z.boolean().optional().describe('Default: true'),
  is_inheritable: z.boolean().optional().describe('Default: true'),
};

const name = text
  .min(1)
  .describe('`env:NAME` makes an environment variable, others are in `PLATFORM_VARIABLES`');

export const newProjectVariable = z.strictObject({ name, ...common });
export const newEnvironmentVariable = z.strictObject({ name, ...common, ...ofEnvironment });
const change = {
  name: name.optional().describe('The same; a variable keeps its name'),
  ...common,
  value: text.optional(),
};
export const projectVariableChange = z.strictObject(change);
export const environmentVariableChange = z.strictObject({ ...change, ...ofEnvironment });

type Body = z.output<typeof environmentVariableChange> | z.output<typeof projectVariableChange>;

export function variableInput(body: Body): VariableInput {
  const { is_enabled, is_inheritable } = body as z.output<typeof environmentVariableChange>;
  return {
    value: body.value,
    isJson: body.is_json,
    isSensitive: body.is_sensitive,
    visibleBuild: body.visible_build,
    visibleRuntime: body.visible_runtime,
    applicationScope: body.application_scope,
    attributes: Array.isArray(body.attributes) ? {} : body.attributes,
    isEnabled: is_enabled,
    isInheritable: is_inheritable,
  };
}
