import { randomBytes } from 'node:crypto';
import { createMask, type Mask } from '../../src/secret/mask/masker.ts';
import { Secret } from '../../src/secret/secret.ts';
import { quantile } from '../measure/quantile.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';

const MiB = 1024 * 1024;
const pieceBytes = 16 * 1024;
const textBytes = 8 * MiB;

/** Lines as programs log them. */
function ordinaryText(): Buffer {
  const lines: string[] = [];
  for (let size = 0, number = 0; size < textBytes; number++) {
    const line = `2026-01-01T00:00:${number % 60}Z info worker-${number % 7} handled request ${number} in ${number % 900} ms {"path":"/api/items/${number * 31}","status":200}\n`;
    lines.push(line);
    size += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, textBytes);
}

const secrets = (count: number, bytes: number) =>
  Array.from({ length: count }, () => new Secret(randomBytes(bytes).toString('base64url').slice(0, bytes)));

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function maskAll(mask: Mask, text: Buffer): void {
  const masker = mask.open();
  for (let at = 0; at < text.length; at += pieceBytes) masker.push(text.subarray(at, at + pieceBytes));
  masker.end();
}

/** How fast logs are masked, by how much there is to mask. */
export async function mask({ runs, markdown }: BenchOptions): Promise<void> {
  const count = runs ?? 5;
  const text = ordinaryText();
  const own = secrets(10, 40);
  const full = Buffer.from(`${own[0]?.reveal()} `.repeat(textBytes / 41));
  const cases = [
    ['no secret', [], text],
    ['1 secret of 40 characters', secrets(1, 40), text],
    ['10 secrets of 40', own, text],
    ['10 of 40, a text of nothing else', own, full],
    ['the same letter, 1000 times', [new Secret('a'.repeat(1000))], Buffer.alloc(textBytes, 'a')],
    ['200 secrets of 40', secrets(200, 40), text],
    ['8 secrets of 128 KiB', secrets(8, 128 * 1024), text],
  ] as const;
  const rows = cases.map(([name, values, input]) => {
    let made = createMask([]);
    const preparation = seconds(() => {
      made = createMask(values);
    });
    const times = Array.from({ length: count }, () => seconds(() => maskAll(made, input)));
    const rate = input.length / MiB / quantile(times, 0.5);
    return [name, (preparation * 1000).toFixed(1), rate.toFixed(0)];
  });
  printTable(
    {
      title: `Masking ${textBytes / MiB} MiB, median of ${count}`,
      headings: ['what', 'prepare ms', 'MiB/s'],
      rows,
    },
    markdown,
  );
}
