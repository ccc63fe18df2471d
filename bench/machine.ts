import { arch, cpus, platform, release, totalmem } from 'node:os';

/** What the figures were measured on; a figure without its machine says nothing. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()} ${release()}, Node ${process.version}`;
}

/** The value below which `share` percent lie, rounded to hundredths. */
export function percentile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? 0).toFixed(2);
}
