import type { LogItem } from './log-entry.ts';

/** The item as a line of `application/x-json-stream` (T16, wire.md 3.4), with its newline. */
export function renderLogItem(item: LogItem): string {
  if ('seal' in item) return `{"_id":${item.id},"seal":true}\n`;
  const { timestamp, message, stream } = item;
  return `{"_id":${item.id},"data":${JSON.stringify({ timestamp, message, stream })}}\n`;
}
