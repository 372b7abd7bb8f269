import pg from 'pg';

/**
 * Every row of every table as text, the queue's too, with row-level security off for this one transaction. Bytes are
 * shown in hexadecimal.
 */
export async function dumpDatabase(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    const { rows: tables } = await client.query<{ name: string; forced: boolean }>(
      `select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as forced
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`,
    );
    const texts: string[] = [];
    for (const { name, forced } of tables) {
      if (forced) await client.query(`alter table ${name} no force row level security`);
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(name, ...rows.map(({ row }) => row));
    }
    await client.query('rollback');
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
