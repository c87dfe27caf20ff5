import { z } from 'zod';

/** Above it a number means milliseconds: as seconds it would lie after the year 5000. */
const largestSeconds = 1e11;

/**
 * `starts_at` in the forms that clients send (wire.md 3.3): RFC 3339, its raw `+` turned into a space by URL
 * decoding, or a UNIX time.
 */
export const startInstant = z.string().transform((text, context): Date => {
  const instant = readInstant(text.trim());
  if (!Number.isNaN(instant.getTime())) return instant;
  context.addIssue({ code: 'custom', message: 'expected an RFC 3339 time or UNIX seconds' });
  return z.NEVER;
});

function readInstant(text: string): Date {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return new Date(number > largestSeconds ? number : number * 1000);
  }
  // A date alone is taken as UTC, and so is a time without an offset.
  const rfc3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?([Zz]|[+ -]\d\d:?\d\d)?$/.exec(
    text,
  );
  if (rfc3339 === null) return new Date(Number.NaN);
  const [, day, time = '00:00:00', offset = 'Z'] = rfc3339;
  return new Date(`${day}T${time}${offset.replace(' ', '+').toUpperCase()}`);
}
