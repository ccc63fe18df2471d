type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at "fee.text". */
export function valueAt(record: Tree, path: string): unknown {
  const [first = '', rest] = path.split(/\.(.*)/, 2);
  const value = record[first];
  return rest === undefined || rest === '' ? value : isTree(value) ? valueAt(value, rest) : undefined;
}

/**
 * The record with the given values put in at their paths, itself untouched. What is given as undefined is taken out, and a part
 * such as `fee` with nothing left in it too.
 */
export function withValues(record: Tree, given: Iterable<readonly [string, unknown]>): Tree {
  const result: Tree = { ...record };
  for (const [path, value] of given) {
    const [first = '', rest] = path.split(/\.(.*)/, 2);
    const next = rest ? withValues(isTree(result[first]) ? result[first] : {}, [[rest, value]]) : value;
    if (next === undefined || (rest && Object.keys(next as Tree).length === 0)) delete result[first];
    else result[first] = next;
  }
  return result;
}
