import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/json/canonical.ts';
import type { OutputConfig } from './config.ts';
import type { Lock } from './lock.ts';
import { byFirst } from '../core/text-order.ts';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Of all that decides the bytes of generated files beside the contracts; the folder does not. */
export function optionsDigest({ language, validators, formats, brands, adapters }: OutputConfig): string {
  return sha256(canonicalJson({ language, validators, formats, brands, adapters }));
}

/** A generated file by the digest of its text. */
export interface FileDigest {
  readonly path: string;
  readonly digest: string;
}

/** Of generated files together with the contracts they were made from, so that neither can change alone. Their order does not matter. */
export function outputDigest(events: Lock['events'], files: readonly FileDigest[]): string {
  const contracts = Object.fromEntries(
    Object.entries(events).map(([subject, { fingerprint, semver, older }]) => [
      subject,
      [{ fingerprint, semver }, ...older].map((version) => [version.semver, version.fingerprint]),
    ]),
  );
  const listed = files.map(({ path, digest }): [string, string] => [path, digest]).toSorted(byFirst);
  return sha256(canonicalJson({ contracts, files: listed }));
}
