import type { ReferrersResource } from '../core/resources.ts';
import type { Context } from './context.ts';
import { findSubject, findVersion } from './find-version.ts';
import type { IsVisible } from './uses.ts';

/** The versions whose schema refers to a version, soft-deleted ones included. Throws `version_not_found`. */
export async function listReferrers(
  context: Context,
  subject: string,
  selector: number | 'latest',
  isVisible: IsVisible,
): Promise<ReferrersResource> {
  const { version } = findVersion(await findSubject(context, subject), selector);
  const all = await context.store.listReferrers(subject, version);
  const shown = all.filter((referrer) => isVisible(referrer.subject));
  return {
    items: shown.map((referrer) => ({
      subject: referrer.subject,
      version: referrer.version,
      state: referrer.state,
      deleted: referrer.deletedAt !== undefined,
      names: referrer.references.filter((to) => to.subject === subject && to.version === version).map(({ name }) => name),
    })),
    hidden: all.length - shown.length,
  };
}
