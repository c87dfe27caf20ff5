import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { ErrandError } from '../errors/errand-error.ts';
import { hasMoreThan } from '../linux/apparent-size.ts';
import { finished } from './git.ts';

/** Bytes that an uploaded archive may have, and the files in it together. */
export const largestSourceBytes = 512 * 1024 * 1024;

const headerBytes = 512;
const checksum = { start: 148, end: 156 } as const;
const space = 0x20;

/**
 * Whether an archive begins as a tar archive does: with a header whose checksum is right, or with zeros where it is empty
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html).
 */
export function isTarHeader(header: Uint8Array): boolean {
  if (header.length !== headerBytes) return false;
  const field = Buffer.from(header.subarray(checksum.start, checksum.end)).toString('latin1');
  const written = Number.parseInt(field.replaceAll('\0', ' ').trim(), 8);
  const bytes = header.map((byte, index) => (index >= checksum.start && index < checksum.end ? space : byte));
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return written === sum || header.every((byte) => byte === 0);
}

/**
 * Writes the files of a tar archive into a folder. Read from its standard input, tar takes no archive that is compressed: that could
 * hold any number of bytes. Files with holes and with several names can have more than their archive, and are counted. Errors:
 * `source_invalid`, `payload_too_large`.
 */
export async function unpack(archivePath: string, folder: string, limitBytes: number): Promise<void> {
  await using archive = await open(archivePath, 'r');
  const header = new Uint8Array(headerBytes);
  const { bytesRead } = await archive.read(header, 0, headerBytes, 0);
  if (!isTarHeader(header.subarray(0, bytesRead)))
    throw new ErrandError(
      'source_invalid',
      'The archive is no tar archive; it may be compressed with gzip only.',
    );
  const args = ['--extract', '--file=-', '--directory', folder, '--no-same-owner', '--no-same-permissions'];
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' };
  await finished(spawn('tar', args, { env, stdio: [archive.fd, 'pipe', 'pipe'] }), 'tar');
  if (!(await hasMoreThan(folder, { limitBytes, linkedFiles: 'each' }))) return;
  const message = `The files of an archive may have ${limitBytes} bytes together, with their holes; these have more.`;
  throw new ErrandError('payload_too_large', message, { details: { limitBytes } });
}
