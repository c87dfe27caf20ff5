import { connect } from 'node:net';

/**
 * Follows a log on a socket, with as little work as can be: what reads a thousand logs must not be what is measured. The bytes of
 * one that is not watched stay in the kernel until it is asked for its lines.
 */
export interface PlainFollower extends Disposable {
  /** Resolves with how late each line came, in milliseconds, when the log has ended; of one that is not watched as it is read then. */
  end(): Promise<readonly number[]>;
}

const written = /at (\d+\.\d+)\\n/g;
const lastChunk = '\r\n0\r\n\r\n';

/** Resolves when the answer has begun. */
export async function openPlainFollower(
  url: string,
  path: string,
  token: string,
  watched: boolean,
): Promise<PlainFollower> {
  const { hostname, port, host } = new URL(url);
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<readonly number[]>();
  const delays: number[] = [];
  let rest = '';
  let isOpen = false;
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    const arrived = performance.timeOrigin + performance.now();
    rest += text;
    for (const [, at] of rest.matchAll(written)) delays.push(arrived - Number(at));
    if (rest.endsWith(lastChunk)) ended.resolve(delays);
    if (!isOpen && !watched) socket.pause();
    isOpen ||= rest.startsWith('HTTP/1.1 200');
    if (isOpen) begun.resolve();
    // What may be a line, or the end, that is not whole yet.
    const counted = rest.lastIndexOf('\\n');
    if (counted >= 0) rest = rest.slice(counted + 2);
  });
  for (const outcome of [begun, ended]) {
    socket.once('error', outcome.reject);
    socket.once('close', () => outcome.reject(new Error(`the log broke off: ${rest}`)));
    outcome.promise.catch(() => undefined);
  }
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await begun.promise;
  return {
    end() {
      socket.resume();
      return ended.promise;
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}
