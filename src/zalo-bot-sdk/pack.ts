import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Writes dist/, the package as a registry wants it: JavaScript with declarations, for Node runs no TypeScript inside node_modules.
 * Publish with `npm publish ./dist`.
 */
const here = import.meta.dirname;
const dist = join(here, 'dist');
const typescript = createRequire(import.meta.url).resolve('typescript/package.json');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(dirname(typescript), 'bin/tsc'), '-p', here], { stdio: 'inherit' });
const { exports: _source, files: _files, scripts: _scripts, ...about } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const published = { ...about, engines: { node: '>=20.3' }, exports: { types: './index.d.ts', default: './index.js' } };
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
for (const file of ['README.md', 'LICENSE']) copyFileSync(join(here, file), join(dist, file));
