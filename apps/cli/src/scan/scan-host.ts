import { collectHost, hostName } from '@plimsoll/collectors';
import { DERIVATIONS, createJudge, derivedLookup } from '@plimsoll/engine';
import type { DerivedFacts } from '@plimsoll/engine';
import { isPlimsollError } from '@plimsoll/errors';
import type { Fact, FactBody, SourceId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import type { HostFiles } from '@plimsoll/probes';
import { basename, resolve } from 'node:path';
import { JudgementWriter, fileReport } from './judgement-writer.js';
import type { Judged } from './judgement-writer.js';
import type { ScanOptions } from './scan-options.js';
import type { ShardReport } from './shard-report.js';

/** A host that was read, to be judged when everything is derived. */
export interface HostShard {
  /** Sources of which the one subject is known. */
  readonly sources: readonly SourceId[];
  /** All that was read of it, of which some is derived from. */
  readonly facts: readonly Fact[];
  readonly judgeAll: (derived: DerivedFacts) => ShardReport;
}

/**
 * Reads a host: one subject, `v1/Node` with the host's name.
 * @throws HOST_ROOT_EMPTY
 */
export async function scanHost(root: string, options: ScanOptions): Promise<HostShard> {
  const host = openHostFiles(root);
  const nodeName = await nameOf(host, root);
  const facts: Partial<Record<SourceId, FactBody>> = {};
  const read: Fact[] = [];
  const sources = await collectHost(host, { nodeName }, (fact) => {
    read.push(fact);
    facts[fact.source] = fact.body;
  });
  const judgeAll = (derived: DerivedFacts): ShardReport => {
    const writer = new JudgementWriter(options);
    const judgements: Judged['judgements'][number][] = [];
    const subject = { group: '', kind: 'Node', namespace: '', name: nodeName };
    createJudge(options.controls).judgeSubject(
      { subject, facts, derived: derivedLookup(DERIVATIONS, derived) },
      (control, judgement) => {
        judgements.push({ control, judgement });
      },
    );
    const shown = { apiVersion: 'v1', kind: 'Node', namespace: '', name: nodeName };
    const written = writer.write({ subject: shown, locate: () => null, judgements });
    return {
      files: [fileReport(Number.MAX_SAFE_INTEGER, [written])],
      counts: writer.counts,
      unknowns: writer.unknowns,
      unread: new Map(),
      problems: [],
    };
  };
  return { sources, facts: read, judgeAll };
}

/** A captured host that does not tell its name goes by its folder's. */
async function nameOf(host: HostFiles, root: string): Promise<string> {
  try {
    return await hostName(host);
  } catch (error) {
    if (isPlimsollError(error) && error.code === 'HOST_NAME_UNKNOWN')
      return basename(resolve(root)) || 'host';
    throw error;
  }
}
