// Which known name an unknown one may have meant.

/** `; did you mean …?` with the known name that is most like a wrong one; nothing if none is. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const [best] = [...known]
    .filter((name) => name !== '' && name.length + wrong.length <= LONGEST)
    .map((name) => ({ name, edits: editsBetween(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits < name.length && edits <= Math.max(1, name.length / 3))
    .sort((a, b) => a.edits - b.edits);
  return best ? `; did you mean ${best.name}?` : '';
}

/** Longer names are not typed by hand. */
const LONGEST = 200;

/** How many letters have to be put in, left out, replaced or swapped with their neighbour to make one text of the other. */
function editsBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const [above, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          above[j]! + 1,
          row[j - 1]! + 1,
          above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
