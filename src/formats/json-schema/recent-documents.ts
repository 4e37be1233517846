import { DocumentCache } from '../../containment/index.ts';

/** What is said of one document is soon asked again: with the next version, in the other direction, under another profile. */
export const recentDocuments: DocumentCache = new DocumentCache();
