import type { Say } from '#src/platform/texts.ts';
import type { ImportResult } from './apply.ts';
import { describe, type Finding, fieldNames } from './findings.ts';
import type { ItemStatus } from './plan.ts';

/** An import for a program to read: `npm run import -- … --json`. */
export interface ImportReport {
  written: boolean;
  summary: Record<ItemStatus | 'errors' | 'warnings', number>;
  changes: { row: number; procedure: string; name: string; status: ItemStatus; fields: string[] }[];
  findings: Finding[];
}

/** Counts, what changes, and the findings, from an import or its dry run. */
export function reportOf(result: ImportResult, say: Say): ImportReport {
  const findings = describe(result.remarks, say);
  const count = (status: ItemStatus) => result.items.filter((item) => item.status === status).length;
  const nowhere = findings.filter(({ level, procedure }) => level === 'error' && procedure === undefined).length;
  return {
    written: result.written,
    summary: {
      new: count('new'),
      changed: count('changed'),
      draft: count('draft'),
      unchanged: count('unchanged'),
      // A row without a usable code is a refused procedure too.
      refused: count('refused') + result.broken.length + nowhere,
      errors: findings.filter(({ level }) => level === 'error').length,
      warnings: findings.filter(({ level }) => level === 'warning').length,
    },
    changes: result.items
      .filter(({ status }) => status !== 'unchanged')
      .map(({ row, code, name, status, fields }) => ({ row, procedure: code, name, status, fields })),
    findings,
  };
}

/** The same for a person: one line a finding, one a change, then the counts. */
export function linesOf(report: ImportReport, setting: { dryRun: boolean }, say: Say): string[] {
  const findings = report.findings.map(({ row, sheet, procedure, code, level, message }) =>
    say('exchange.finding', {
      place: sheet ? say('exchange.placeInSheet', { row, sheet }) : say('exchange.place', { row }),
      level: say(`exchange.levels.${level}`),
      procedure: procedure ? `${procedure}: ` : '',
      code,
      message,
    }),
  );
  const changes = report.changes.flatMap(({ procedure, name, status, fields }) =>
    status === 'refused' ? [] : [say(`exchange.change.${status}`, { code: procedure, name, fields: fieldNames(fields, say) })],
  );
  const outcome = report.written ? 'written' : setting.dryRun ? 'dryRun' : 'notWritten';
  return [...findings, ...changes, say('exchange.summary', { ...report.summary }), say(`exchange.outcome.${outcome}`)];
}
