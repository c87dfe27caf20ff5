import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Script } from './script.ts';

/** Streams the script's log from an entry on, and breaks the connection where the script says so. */
export async function sendLog(script: Script, startAt: number, response: ServerResponse): Promise<void> {
  const lines = script.log.map(({ message, stream = 'stdout' }, index) =>
    JSON.stringify({ _id: index, data: { timestamp: '2026-08-01T10:00:00.000000+00:00', message, stream } }),
  );
  const cut = script.cutLogAfter.shift();
  const asEvents = script.logAsEvents;
  const framed = (id: number, line: string) =>
    asEvents ? `: still here\n\nid: ${id}\nevent: message\ndata: ${line}\n\n` : `${line}\n`;
  response.writeHead(200, { 'content-type': asEvents ? 'text/event-stream' : 'application/x-json-stream' });
  response.flushHeaders();
  for (const [index, line] of lines.slice(startAt).entries()) {
    if (index === cut) {
      const whole = framed(startAt + index, line);
      response.write(whole.slice(0, Math.ceil(whole.length / 2)));
      // Long enough for the half line to be on its way before the connection ends.
      await delay(50);
      response.destroy();
      return;
    }
    response.write(framed(startAt + index, line));
  }
  await script.logOpenUntil;
  response.end(framed(lines.length, JSON.stringify({ _id: lines.length, seal: true })));
}
