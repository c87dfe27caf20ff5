import { initial } from './0001-initial.ts';
import { runs } from './0002-runs.ts';
import type { Migration } from './migration.ts';

/** Every migration in order. */
export const migrations: readonly Migration[] = [initial, runs];
