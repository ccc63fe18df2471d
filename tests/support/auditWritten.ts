import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'vitest/node';

/** A node of a parsed file, as far as it is looked at here. */
// biome-ignore lint/suspicious/noExplicitAny: the tree of a parser, walked by the names of its parts
type Node = any;

/** What writes lines of the audit log: from which argument on the action is looked for. */
const CALLS: Record<string, number> = { audit: 0, looked: 1 };

export interface Written {
  /** Where, for who must give it words. */
  file: string;
  /** As it stands in the source: a literal's text, or the code of a template or name that is filled at run time. */
  action: string;
  literal: boolean;
  /** What it is done to: "dossier" of `dossier:${code}`; "" where the source does not tell. */
  subject: string;
  /** Names of its details; code where they are not named there. */
  details: string[];
}

function* nodesIn(node: Node): Generator<Node> {
  if (Array.isArray(node)) for (const each of node) yield* nodesIn(each);
  else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') yield node;
    for (const value of Object.values(node)) if (value && typeof value === 'object') yield* nodesIn(value);
  }
}

const keyOf = (property: Node): string | undefined => property.key?.name ?? property.key?.value;
const inObject = (object: Node, name: string): Node => object.properties.find((property: Node) => keyOf(property) === name)?.value;

function linesOf(file: string): Written[] {
  const code = readFileSync(file, 'utf8');
  if (!/recordAudit|audit\(|looked\(|action: ['`]calendar\./.test(code)) return [];
  const nodes = [...nodesIn(parseAst(code, { lang: 'ts' }))];
  const text = (node: Node): string => code.slice(node.start, node.end);
  const named = (name: string): Node => nodes.find(({ type, id }) => type === 'VariableDeclarator' && id.name === name)?.init;

  const actions = (node: Node): { action: string; literal: boolean }[] => {
    if (node.type === 'Literal') return [{ action: node.value, literal: true }];
    if (node.type === 'ConditionalExpression') return [...actions(node.consequent), ...actions(node.alternate)];
    if (node.type === 'Identifier' && named(node.name)) return actions(named(node.name));
    return [{ action: text(node), literal: false }];
  };
  const details = (node: Node): string[] => {
    if (!node) return [];
    if (node.type === 'ConditionalExpression') return [...details(node.consequent), ...details(node.alternate)];
    if (node.type === 'LogicalExpression') return details(node.right);
    if (node.type === 'ParenthesizedExpression') return details(node.expression);
    if (node.type === 'Identifier' && named(node.name)) return details(named(node.name));
    if (node.type !== 'ObjectExpression') return [text(node)];
    return node.properties.flatMap((property: Node) => (property.type === 'SpreadElement' ? details(property.argument) : [keyOf(property)]));
  };

  return nodes.flatMap((node): Written[] => {
    const callee = node.type === 'CallExpression' && (node.callee.name ?? node.callee.property?.name);
    const call = CALLS[callee];
    let parts: { action: Node; subject: Node; details: Node } | null = null;
    if (call !== undefined) {
      // The action is the first argument that reads as one: some commands pass a transaction or a person before it.
      const at = node.arguments.findIndex((each: Node, place: number) => place >= call && /^['`].*\.|^`/.test(text(each)));
      if (at >= 0)
        parts = {
          action: node.arguments[at],
          subject: node.arguments[at + 1],
          details: node.arguments.slice(at + 1).find((each: Node) => each.type === 'ObjectExpression' || /details/i.test(text(each))),
        };
    } else if (node.type === 'ObjectExpression' && inObject(node, 'action') && inObject(node, 'subject'))
      parts = { action: inObject(node, 'action'), subject: inObject(node, 'subject'), details: inObject(node, 'details') };
    if (!parts) return [];
    const [, subject = ''] = /^['`]([A-Za-z]+)/.exec(parts.subject ? text(parts.subject) : '') ?? [];
    return actions(parts.action).map((action) => ({ file, ...action, subject, details: details(parts.details) }));
  });
}

/** Every line of the audit log that the program can write, as far as its source tells. */
export const auditWritten = (): Written[] =>
  globSync('src/**/*.ts', { exclude: ['**/generated/**', '**/*.test.ts'] })
    .toSorted()
    .flatMap(linesOf);
