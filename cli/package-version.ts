import { ownPackage } from '../src/files/own-package.ts';

export function packageVersion(): string {
  return ownPackage()?.version ?? 'unknown';
}
