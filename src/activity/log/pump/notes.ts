const mebibyte = 1024 * 1024;
const kibibyte = 1024;

/** `100 MiB`, `64 KiB`, `1.5 MiB`. */
export function sizeInWords(bytes: number): string {
  const [size, unit] =
    bytes >= mebibyte
      ? [bytes / mebibyte, 'MiB']
      : bytes >= kibibyte
        ? [bytes / kibibyte, 'KiB']
        : [bytes, 'bytes'];
  return `${Number(size.toFixed(1))} ${unit}`;
}

/** Said in the log where its head ends. */
export function limitReached(limit: { readonly bytes: number; readonly tailBytes: number }): string {
  const rest = `what comes now is left out, except for its last ${sizeInWords(limit.tailBytes)}, which follow at the end`;
  return `[errand] This log has reached its limit of ${sizeInWords(limit.bytes)}: ${rest}.`;
}

/** Said before the tail. */
export function leftOut(bytes: number): string {
  return `[errand] ${sizeInWords(bytes)} of output are left out here. The last lines:`;
}

/** Said where an output ends that could not be brought into the log. */
export const restLost =
  '[errand] The rest of the output is missing here: it could not be written before the server stopped, or for a minute.';

/** Said where a keeper could not write. */
export const outputLost =
  '[errand] Some output is missing here: it came faster than the server could take it, and its buffer was full.';
