import { callerErrors } from './caller-errors.ts';
import { platformErrors } from './platform-errors.ts';
import { projectErrors } from './project-errors.ts';

export type { Fault } from './catalogue-entry.ts';

/** Every error Errand raises on purpose. Codes are stable: clients may match on them. */
export const catalogue = { ...callerErrors, ...projectErrors, ...platformErrors };

export type ErrorCode = keyof typeof catalogue;
