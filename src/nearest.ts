// Which known name a misspelt one may mean.

/** The known names that look most like a wrong one, the nearest first; none if none is close. */
export function nearestNames(wrong: string, known: readonly string[]): string[] {
  const text = wrong.toLowerCase();
  return known
    .map((name) => ({ name, distance: distanceOf(text, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, name.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** How many letters have to be put in, left out or replaced to make one text of the other. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
