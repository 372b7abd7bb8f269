import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OrganizationId } from '@plimsoll/model';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { timed } from '../measure/interleaved.js';

const BODIES = 'floor_bodies';
const FINDINGS = 'floor_findings';
const FINDING_COLUMNS = `finding_id, opened_at, first_opened_at, subject_key, namespace, control, severity, verdict,
  reason, evidence, cause`;

/** Milliseconds, and what was moved. */
export interface FloorRun {
  readonly milliseconds: number;
  readonly bodies: number;
  readonly findings: number;
}

/** The least that judging needs: the bodies out by COPY, JSON.parse, and the finding rows in by COPY. One connection. */
export class JudgeFloor {
  private constructor(private readonly client: pg.Client) {}

  /**
   * Copies the tenant's facts and open findings into tables without row-level security, which refuses COPY.
   * Only the findings that the measured run wrote: those opened at or after the instant.
   */
  static async of(url: string, organizationId: OrganizationId, writtenSince: Date): Promise<JudgeFloor> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('begin');
    await client.query(`select set_config('plimsoll.organization', $1, true)`, [organizationId]);
    await client.query(`drop table if exists ${BODIES}, ${FINDINGS}, floor_target`);
    await client.query(
      `create table ${BODIES} as select subject_key, source, body from facts where body is not null`,
    );
    await client.query(
      `create table ${FINDINGS} as select ${FINDING_COLUMNS} from findings where closed_at is null and opened_at >= '${writtenSince.toISOString()}'`,
    );
    await client.query(`create table floor_target (like ${FINDINGS}, primary key (finding_id, opened_at))`);
    await client.query('commit');
    return new JudgeFloor(client);
  }

  async run(): Promise<FloorRun> {
    const findings: string[] = [];
    await this.out(`copy ${FINDINGS} to stdout`, (line) => findings.push(`${line}\n`));
    await this.client.query('truncate floor_target');
    let bodies = 0;
    let shapes = 0;
    const milliseconds = await timed(async () => {
      await this.out(`copy (select subject_key, source, body from ${BODIES}) to stdout`, (line) => {
        const body: { readonly shape: string } = JSON.parse(
          unescaped(line.slice(line.lastIndexOf('\t') + 1)),
        );
        bodies += 1;
        shapes += body.shape.length;
      });
      await pipeline(
        Readable.from(chunks(findings)),
        this.client.query(copyFrom('copy floor_target from stdin')),
      );
    });
    if (shapes === 0) throw new RangeError('no body was parsed');
    return { milliseconds, bodies, findings: findings.length };
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async out(sql: string, line: (text: string) => void): Promise<void> {
    let rest = '';
    const stream = this.client.query(copyTo(sql));
    stream.setEncoding('utf8');
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) line(text);
    }
  }
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter) : text;

const LINES_A_CHUNK = 500;

function* chunks(lines: readonly string[]): Generator<string> {
  for (let at = 0; at < lines.length; at += LINES_A_CHUNK) yield lines.slice(at, at + LINES_A_CHUNK).join('');
}
