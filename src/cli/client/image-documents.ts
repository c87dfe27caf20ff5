import { readDocument } from './documents.ts';

export interface ImageDocument {
  readonly reference: string;
  readonly digest: string;
  readonly bytes: number;
  readonly used_at: string;
  readonly in_use: boolean;
}

export interface SlugDocument {
  readonly slug: string;
  readonly bytes: number;
  readonly used_at: string;
  readonly in_use: boolean;
}

export interface HoldingsDocument {
  readonly images: readonly ImageDocument[];
  readonly slugs: readonly SlugDocument[];
}

export interface PullDocument {
  readonly state: 'complete' | 'in_progress';
  readonly reference: string | null;
  readonly digest: string | null;
}

/** Error: `internal`. */
export const readHoldings = (answer: unknown): HoldingsDocument => readDocument<HoldingsDocument>(answer);

/** How a digest is shown: as much as tells images apart. */
export const shortDigest = (digest: string): string => digest.slice(0, 19);
