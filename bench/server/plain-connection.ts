import { once } from 'node:events';
import { connect } from 'node:net';

/** HTTP by hand, on one connection, for requests whose client is not what is measured: Node.js's own costs as much as the server. */
export interface PlainConnection {
  /** False once the server has closed it, as it does with one that is not used for some seconds. */
  readonly isOpen: boolean;
  /** Sends a whole request and reads its answer, which must have a `Content-Length`. One at a time. */
  ask(request: string): Promise<{ readonly status: number; readonly answer: string }>;
  close(): void;
}

export async function openPlainConnection(url: string): Promise<PlainConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let waiting: PromiseWithResolvers<{ status: number; answer: string }> | null = null;
  let read = '';
  const fail = (error: Error) => waiting?.reject(error);
  socket.setEncoding('latin1').on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (text: string) => {
    read += text;
    const head = read.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(read)?.[1]);
    if (read.length < head + 4 + length) return;
    const said = { status: Number(read.slice(9, 12)), answer: read.slice(head + 4) };
    read = '';
    waiting?.resolve(said);
  });
  return {
    get isOpen() {
      return !socket.destroyed && socket.readyState === 'open';
    },
    ask(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}
