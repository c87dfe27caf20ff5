/** A time as a table shows it: without fractions of a second. */
export function sayInstant(text: string | null | undefined, none = ''): string {
  return text ? text.replace(/\.\d+/, '').replace('+00:00', 'Z') : none;
}
