/**
 * A process that answers so many connections with the same lines at once, one `write` of a `net.Socket` for each, and has nothing
 * else to do: what is left of a log's fan-out when there is no log.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FanOut {
  /** Connections that are awaited before the first line. */
  readonly count: number;
  readonly lines: number;
  readonly pauseMilliseconds: number;
}

const restMilliseconds = 500;
const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
/** About as long as a line of a log with its id and time. */
const padding = 'x'.repeat(90);

const { count, lines, pauseMilliseconds }: FanOut = JSON.parse(process.argv[2] ?? '');
const sockets: Socket[] = [];
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.once('data', () => {
    socket.write(head);
    if (sockets.push(socket) === count) void sendAll();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

async function sendAll(): Promise<void> {
  await sleep(restMilliseconds);
  for (let line = 0; line < lines; line++) {
    await sleep(pauseMilliseconds);
    const at = (performance.timeOrigin + performance.now()).toFixed(3);
    const text = `${padding}at ${at}\\n\n`;
    const chunk = Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`);
    for (const socket of sockets) socket.write(chunk);
  }
  for (const socket of sockets) socket.write('0\r\n\r\n');
}
