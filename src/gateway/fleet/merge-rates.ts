type Members = Readonly<Record<string, unknown>>;

/** The counts of all workers added up; another run as soon as one of them began anew. At least one answered. */
export function mergeRates(answers: readonly Members[]): Members {
  const texts = (name: string): string[] => answers.map((answer) => String(answer[name])).toSorted();
  const others = answers.flatMap(({ other }) => (other === undefined ? [] : [other as Members]));
  return {
    at: Math.max(...answers.map(({ at }) => Number(at))),
    run: texts('run').join(' '),
    // Since all of them count.
    since: texts('since').at(-1),
    outcomes: addUp(answers.map(({ outcomes }) => outcomes as Members)),
    observed: addUp(answers.map(({ observed }) => observed as Members)),
    subjects: mergeSubjects(answers.flatMap(({ subjects }) => subjects as readonly Members[])),
    ...(others.length === 0 ? {} : { other: addUp(others) }),
  };
}

function mergeSubjects(items: readonly Members[]): Members[] {
  const groups = new Map<unknown, Members[]>();
  for (const { subject, ...counts } of items) groups.set(subject, [...(groups.get(subject) ?? []), counts]);
  return [...groups].map(([subject, counts]) => ({ subject, ...addUp(counts) }));
}

/** Numbers by name; objects of them as well. */
function addUp(all: readonly Members[]): Members {
  const names = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = all.flatMap((one) => (one[name] === undefined ? [] : [one[name]]));
      const isNested = typeof values[0] === 'object';
      return [name, isNested ? addUp(values as Members[]) : values.reduce((sum: number, value) => sum + Number(value), 0)];
    }),
  );
}
