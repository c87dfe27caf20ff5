import { readFileSync } from 'node:fs';

/** The one letter of proc(5): S sleeps, T is stopped. Throws where there is no such process. */
export const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
