/** How much room there is on the disk of a file. */
export interface DiskRoom {
  /** For whoever asks; what is kept back for root is not in it. */
  readonly freeBytes: number;
  readonly isNearlyFull: boolean;
}

const MIB = 1_024 ** 2;
// Time for a person to make room; a volume that is small on purpose has less to lose.
const [NEARLY_FULL_BYTES, NEARLY_FULL_SHARE] = [1_024 * MIB, 0.1];

/** Nearly full is a disk with less than 1 GiB, or of one below 10 GiB less than a tenth. */
export function diskRoom({ freeBytes, sizeBytes }: { readonly freeBytes: number; readonly sizeBytes: number }): DiskRoom {
  return { freeBytes, isNearlyFull: freeBytes < Math.min(NEARLY_FULL_BYTES, NEARLY_FULL_SHARE * sizeBytes) };
}

/** `812 MiB are free`. */
export function roomText(freeBytes: number): string {
  return `${Math.floor(freeBytes / MIB)} MiB are free`;
}
