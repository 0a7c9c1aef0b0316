// Texts of the spec inside doc comments: nothing in them may end the comment.

/** The same structures, with `*` and `/` kept apart in every doc text. */
export function withSafeDocs<Node>(node: Node, isDoc = false): Node {
  if (typeof node === 'string') return (isDoc ? node.replaceAll('*/', '*\\/') : node) as Node;
  if (Array.isArray(node)) return node.map((item: unknown) => withSafeDocs(item, isDoc)) as Node;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [key, withSafeDocs(value, isDoc || key === 'docs')]),
  ) as Node;
}
