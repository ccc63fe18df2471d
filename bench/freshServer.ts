import pg from 'pg';

const SERVER = process.env['TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** Runs with an empty database on the PostgreSQL server (`TEST_DATABASE_URL`, or the one on this machine), dropped afterwards; says so where none answers. */
export async function onFreshServer(work: (url: string) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: SERVER });
  const reached = await admin.connect().then(
    () => true,
    () => false,
  );
  if (!reached) return console.log('\nNo PostgreSQL server answers: that part is left out');
  const name = `motcua_bench_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    await work(Object.assign(new URL(SERVER), { pathname: `/${name}` }).href);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}
