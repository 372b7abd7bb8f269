import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TRIM_VERSION, type OrganizationId } from '@plimsoll/model';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { PreparedFact } from '../centre/prepared-facts.js';
import { timed } from '../measure/interleaved.js';

const TABLE = `create table if not exists floor_facts (
  organization_id uuid, cluster_id uuid, subject_key text collate "C", source text, partition text, generation bigint,
  trim_version smallint, digest bytea, body text, rejection text, changed_at timestamptz default now(),
  primary key (organization_id, cluster_id, subject_key, source))`;
const COPY = `copy floor_facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version,
  digest, body, rejection) from stdin`;

/** Milliseconds to COPY the facts into an empty table with a primary key only, so many a commit; the rows' text is ready before. */
export async function floorCopy(
  url: string,
  organizationId: OrganizationId,
  facts: readonly PreparedFact[],
  commit: number,
): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(TABLE);
    await client.query('truncate floor_facts');
    const commits = commitsOf(organizationId, facts, commit);
    return await timed(async () => {
      for (const text of commits) await pipeline(Readable.from([text]), client.query(copyFrom(COPY)));
    });
  } finally {
    await client.end();
  }
}

function commitsOf(
  organizationId: OrganizationId,
  facts: readonly PreparedFact[],
  commit: number,
): readonly string[] {
  const lines = facts.map(({ key, source, digest, body }) => {
    const hex = Buffer.from(digest).toString('hex');
    return `${organizationId}\t${organizationId}\t${escaped(key)}\t${source}\t\t1\t${TRIM_VERSION}\t\\\\x${hex}\t${escaped(body.toString())}\t\\N\n`;
  });
  const commits: string[] = [];
  for (let at = 0; at < lines.length; at += commit) commits.push(lines.slice(at, at + commit).join(''));
  return commits;
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
