/**
 * Writes the next migration: the difference between prisma/migrations and prisma/schema, found by Prisma's schema engine
 * (as WebAssembly, on an in-memory database; its native binary would have to be downloaded).
 * `npm run migration -- <name>` writes it; `npm run migration -- --check` fails when there would be one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const migrations = fileURLToPath(new URL('migrations/', import.meta.url));
const schemaFolder = fileURLToPath(new URL('schema/', import.meta.url));

async function schemaEngine(database: PGlite) {
  const wasm = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': engineModule });
  const exports = instance.exports as { __wbindgen_start(): void };
  engineModule.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(database) as never);
  return engineModule.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

function applied() {
  const names = readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const content = (name: string) => readFileSync(`${migrations}${name}/migration.sql`, 'utf8');
  return {
    baseDir: migrations,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names
      .sort()
      .map((name) => ({ path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: content(name) } } })),
  };
}

const wanted = process.argv[2];
if (!wanted || !/^(--check|[a-z][a-z0-9_]*)$/.test(wanted)) {
  console.error('usage: npm run migration -- <name_in_snake_case> | --check');
  process.exit(2);
}
if (!existsSync(migrations)) mkdirSync(migrations);
const database = await PGlite.create();
const engine = await schemaEngine(database);
const files = readdirSync(schemaFolder).map((name) => ({ path: `schema/${name}`, content: readFileSync(schemaFolder + name, 'utf8') }));
const result = await engine.diff({
  from: { tag: 'migrations', ...applied() },
  to: { tag: 'schemaDatamodel', files },
  script: true,
  exitCode: true,
  filters: { externalTables: [], externalEnums: [] },
});
if (result.exitCode !== 2) console.log('The migrations say what the schema says.');
else if (wanted === '--check') {
  console.error(`The schema has changes without a migration:\n${result.stdout}`);
  process.exit(1);
} else {
  const name = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${wanted}`;
  mkdirSync(migrations + name);
  writeFileSync(`${migrations}${name}/migration.sql`, result.stdout ?? '');
  console.log(`Wrote prisma/migrations/${name}/migration.sql`);
}
process.exit(0);
