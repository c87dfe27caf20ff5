import { stat } from 'node:fs/promises';
import { ErrandError } from '../errors/errand-error.ts';
import { readPrivateFile, writePrivateFile } from '../identity/private-file.ts';
import { type Cipher, createCipher } from '../secret/cipher.ts';
import { formatSecretKey, newSecretKey, parseSecretKey, type SecretKey } from '../secret/secret-key.ts';
import { resealIntegrations } from '../store/integrations/reseal-integrations.ts';
import { resealRuns } from '../store/runs/reseal-runs.ts';
import { hasSealed } from '../store/sealed/has-sealed.ts';
import { resealServices } from '../store/services/reseal-services.ts';
import type { Database } from '../store/store.ts';
import { resealVariables } from '../store/variables/reseal-variables.ts';

/** The keys that seal secrets: the first seals, the others open what they sealed before a rotation. */
export interface SecretKeys {
  readonly cipher: Cipher;
  /**
   * Makes a new key and seals everything with it. The former one stays until the next start, since what is in memory may
   * still be sealed with it. Errors: `conflict` where the key comes from the environment, `secret_unreadable`.
   */
  rotate(): Promise<Rotation>;
  /**
   * Ends what a rotation left, or what a crash left of it: seals the rest, and lets go of the former keys. To be called before
   * anything sealed was read. Error: `secret_unreadable`.
   */
  finishRotation(): Promise<Rotation>;
}

export interface Rotation {
  readonly keyId: string;
  /** Values that were sealed anew. */
  readonly resealed: number;
}

type Keys = readonly [SecretKey, ...SecretKey[]];

/** One for each column that holds sealed values. */
const reseals = [resealVariables, resealRuns, resealServices, resealIntegrations];

const groupAndOthers = 0o077;

function parseKeys(text: string, separator: RegExp, where: string): readonly SecretKey[] {
  const words = text.split(separator).filter((word) => word !== '');
  return words.map((word, index) => {
    const key = parseSecretKey(word);
    if (key !== null) return key;
    throw new ErrandError(
      'secret_key_invalid',
      `key ${index + 1} of ${where} is no key: give 32 random bytes in base64, as 'openssl rand -base64 32' makes them`,
    );
  });
}

async function readKeyFile(path: string): Promise<readonly SecretKey[]> {
  const text = await readPrivateFile(path);
  if (text === null) return [];
  const { mode } = await stat(path);
  if ((mode & groupAndOthers) !== 0) {
    throw new ErrandError(
      'secret_key_invalid',
      `${path} can be read by others; 'chmod 600 ${path}', and 'errand secrets:rotate' if somebody may have read it`,
    );
  }
  return parseKeys(text, /\s+/, path);
}

const writeKeyFile = (path: string, keys: Keys) =>
  writePrivateFile(path, keys.map((key) => `${formatSecretKey(key)}\n`).join(''));

async function firstKey(path: string, db: Database): Promise<SecretKey> {
  if (await hasSealed(db)) {
    throw new ErrandError(
      'secret_key_invalid',
      `${path} is missing, and the store has secrets that were sealed with it: bring it back from where the home is backed up, or set ERRAND_SECRET_KEY`,
    );
  }
  const key = newSecretKey();
  await writeKeyFile(path, [key]);
  return key;
}

/**
 * Opens the keys in the file, made at first start, or those in ERRAND_SECRET_KEY, separated by commas, the current one
 * first; with that the file's still open what they sealed. Error: `secret_key_invalid`.
 */
export async function openSecretKeys(
  path: string,
  given: string | undefined,
  db: Database,
): Promise<SecretKeys> {
  const inEnvironment = parseKeys(given ?? '', /[\s,]+/, 'ERRAND_SECRET_KEY');
  const inFile = await readKeyFile(path);
  const [first = await firstKey(path, db), ...others] = [...inEnvironment, ...inFile];
  return new StoredKeys(path, [first, ...others], inEnvironment.length > 0, db);
}

class StoredKeys implements SecretKeys {
  readonly cipher: Cipher;
  readonly #path: string;
  readonly #isGiven: boolean;
  readonly #db: Database;
  #keys: Keys;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, keys: Keys, isGiven: boolean, db: Database) {
    this.#path = path;
    this.#keys = keys;
    this.#isGiven = isGiven;
    this.#db = db;
    this.cipher = createCipher(keys);
  }

  rotate(): Promise<Rotation> {
    if (this.#isGiven) {
      const how =
        "the key comes from ERRAND_SECRET_KEY: put a new one before it, with a comma between, and restart the server, which then seals everything with the new one; 'openssl rand -base64 32' makes one";
      return Promise.reject(new ErrandError('conflict', how));
    }
    return this.#inTurn(async () => {
      const keys: Keys = [newSecretKey(), ...this.#keys];
      // Written before it is used: nothing is ever sealed with a key that a crash could lose.
      await writeKeyFile(this.#path, keys);
      this.#use(keys);
      return this.#reseal();
    });
  }

  finishRotation(): Promise<Rotation> {
    return this.#inTurn(async () => {
      const rotation = await this.#reseal();
      const [current, ...former] = this.#keys;
      if (former.length > 0 && !this.#isGiven) {
        await writeKeyFile(this.#path, [current]);
        this.#use([current]);
      }
      return rotation;
    });
  }

  #use(keys: Keys): void {
    this.#keys = keys;
    this.cipher.use(keys);
  }

  async #reseal(): Promise<Rotation> {
    const counts = reseals.map((reseal) => reseal(this.#db, this.cipher));
    const resealed = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return { keyId: this.#keys[0].id, resealed };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
