/** JSON in base64, as the `PLATFORM_*` variables carry it. */
export function encodedJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
