import { DERIVATIONS, createJudge, derivedLookup } from '@plimsoll/engine';
import type { DerivedFacts } from '@plimsoll/engine';
import type { Fact, FactBody, SourceId } from '@plimsoll/model';
import { JudgementWriter, fileReport } from './judgement-writer.js';
import type { Judged } from './judgement-writer.js';
import { hostPartOf } from './report/host/host-part.js';
import type { ScanOptions } from './scan-options.js';
import type { ShardReport } from './shard-report.js';

/** A node that was read, to be judged when everything is derived. */
export interface NodeShard {
  /** Sources of which the one subject is known. */
  readonly sources: readonly SourceId[];
  /** All that was read of it, of which some is derived from. */
  readonly facts: readonly Fact[];
  readonly judgeAll: (derived: DerivedFacts) => ShardReport;
}

export interface ReadNode {
  /** Its place among all files. */
  readonly index: number;
  /** What reports call it; the facts may know it by another name. */
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly locate: Judged['locate'];
}

/** One subject `v1/Node`. All facts are about one and the same subject. */
export function nodeShard({ index, name, facts, locate }: ReadNode, options: ScanOptions): NodeShard {
  const subject = facts[0]?.subject ?? { group: '', kind: 'Node', namespace: '', name };
  const bodies: Partial<Record<SourceId, FactBody>> = {};
  for (const { source, body } of facts) bodies[source] = body;
  const judgeAll = (derived: DerivedFacts): ShardReport => {
    const writer = new JudgementWriter(options);
    const judgements: Judged['judgements'][number][] = [];
    createJudge(options.controls).judgeSubject(
      { subject, facts: bodies, derived: derivedLookup(DERIVATIONS, derived) },
      (control, judgement) => {
        judgements.push({ control, judgement });
      },
    );
    const shown = { apiVersion: 'v1', kind: 'Node', namespace: '', name };
    const written = writer.write({ subject: shown, locate, judgements });
    return {
      files: [{ ...fileReport(index, [written]), host: hostPartOf(bodies, judgements) }],
      counts: writer.counts,
      unknowns: writer.unknowns,
      unread: new Map(),
      problems: [],
    };
  };
  return { sources: facts.map(({ source }) => source), facts, judgeAll };
}
