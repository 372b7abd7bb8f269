import pg from 'pg';

/** Runs one statement on a connection of its own. */
export async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the statement rejects with the same error
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
