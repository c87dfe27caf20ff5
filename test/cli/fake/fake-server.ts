import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../../../src/errors/errand-error.ts';
import { fakeToken } from './answers.ts';

interface Options {
  readonly port?: number;
  readonly home?: string;
}

/** Stands for `src/main.ts`: the API itself is in the test's process, at `FAKE_API_URL`. */
export async function startServer(options: Options) {
  process.stderr.write(`options ${JSON.stringify(options)}\n`);
  if (options.port === 1) throw new ErrandError('port_in_use', 'Port 1 is taken.');
  // As a listening socket would, it keeps the process alive.
  const open = setInterval(() => {}, 60_000);
  return {
    apiUrl: process.env.FAKE_API_URL ?? '',
    token: fakeToken,
    home: options.home ?? '',
    firstSignIn: null,
    close: async () => {
      await delay(Number(process.env.FAKE_CLOSE_MS ?? 0));
      clearInterval(open);
      process.stderr.write('closed\n');
    },
  };
}
