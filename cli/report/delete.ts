export interface Deletion {
  readonly subject: string;
  readonly versions: readonly number[];
  /** All that there was of the subject. */
  readonly isWhole: boolean;
  readonly permanent: boolean;
  readonly dryRun: boolean;
}

/** What a deletion did, what it means for gates and readers, and the way on. */
export function deletedText({ subject, versions, isWhole, permanent, dryRun }: Deletion): string {
  const name = isWhole ? subject : `${subject}@${versions[0]}`;
  const verb = dryRun ? 'would be deleted' : 'deleted';
  const what = isWhole ? `, ${versions.length === 1 ? 'version' : 'versions'} ${listText(versions)}` : '';
  const rest = dryRun ? ['nothing was stored'] : [];
  const flag = `sluice delete ${name} --permanent`;
  if (permanent)
    return [`${name} ${verb} for good${what}: neither its number nor its id leads anywhere, and the number is not given again`, ...rest].join('\n');
  return [
    `${name} ${verb} softly${what}: gates no longer accept events under ${isWhole ? 'them' : 'it alone'}, lists no longer show ${isWhole ? 'them' : 'it'}`,
    `the schema is still found by its id; to take it away for good: ${flag}`,
    ...rest,
  ].join('\n');
}

function listText(versions: readonly number[]): string {
  return versions.length <= 10 ? versions.join(', ') : `${versions.length} of them, ${versions[0]} to ${versions.at(-1)}`;
}
