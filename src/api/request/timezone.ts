import { z } from 'zod';

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** A name of the IANA's database, `Europe/Berlin`. */
export const timezone = z.string().max(64).refine(isKnown, 'is no timezone: write one such as Europe/Berlin');
