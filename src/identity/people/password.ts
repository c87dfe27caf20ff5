import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. About 30 ms on a core of today. */
const cost = { memoryKiB: 19_456, passes: 2, parallelism: 1, tagBytes: 32, saltBytes: 16 } as const;

/** Each computation takes `cost.memoryKiB`; the others wait, so that many sign-ins at once take no more. */
const atOnce = 2;

const derive = promisify(argon2);

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

interface Parsed {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parse(hash: string): Parsed {
  const [, memory = '', passes = '', lanes = '', salt = '', tag = ''] = phc.exec(hash) ?? [];
  if (tag === '') throw new Error('a stored password hash is not argon2id in the PHC string format');
  return {
    memoryKiB: Number(memory),
    passes: Number(passes),
    parallelism: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

async function tagOf(
  password: string,
  { memoryKiB, passes, parallelism, salt, tag }: Parsed,
): Promise<Buffer> {
  return inTurn(() =>
    derive('argon2id', {
      // The same letters can be typed as different code points.
      message: password.normalize('NFKC'),
      nonce: salt,
      memory: memoryKiB,
      passes,
      parallelism,
      tagLength: tag.length,
    }),
  );
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

/** Argon2id of a password, in the PHC string format: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const { memoryKiB, passes, parallelism } = cost;
  const salt = randomBytes(cost.saltBytes);
  const tag = await tagOf(password, { ...cost, salt, tag: Buffer.alloc(cost.tagBytes) });
  const parameters = `m=${memoryKiB},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Made at the first need: importing does no work. */
let nobodys: Promise<string> | null = null;

function hashOfNobody(): Promise<string> {
  nobodys ??= hashPassword(randomBytes(16).toString('hex'));
  return nobodys;
}

/** Whether the password is the one of the hash. Without a hash it takes as long, and is not. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const parsed = parse(hash ?? (await hashOfNobody()));
  const same = timingSafeEqual(await tagOf(password, parsed), parsed.tag);
  return same && hash !== null;
}
