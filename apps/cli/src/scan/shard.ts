import { collectManifest } from '@plimsoll/collectors';
import { DERIVATIONS, createJudge, derivedLookup, readsFact } from '@plimsoll/engine';
import type { Control, DerivedFacts, DerivedLookup, Judge } from '@plimsoll/engine';
import { isPlimsollError } from '@plimsoll/errors';
import { subjectKey } from '@plimsoll/model';
import type { Fact, Subject } from '@plimsoll/model';
import { parseManifests, readManifestFile } from '@plimsoll/probes';
import type { ManifestDocument, ManifestFile, ManifestProblem } from '@plimsoll/probes';
import { KnownSoFar } from './known-so-far.js';
import { JudgementWriter, fileReport } from './judgement-writer.js';
import type { Judged, Written } from './judgement-writer.js';
import { Places } from './places.js';
import type { Output } from './scan-options.js';
import type { FileReport, Problem, ShardReport, ShownSubject } from './shard-report.js';

/** One object that was read: its own values are gone, this is its redacted fact. */
interface Loaded {
  readonly place: Pick<ManifestDocument, 'file' | 'document' | 'item' | 'documentLine' | 'text'>;
  readonly subject: Subject;
  readonly shown: ShownSubject;
  readonly fact: Fact | undefined;
}

/** A file with objects that cannot be judged before all files are read; the others are judged already. */
interface WaitingFile {
  readonly index: number;
  readonly objects: readonly (Written | Loaded)[];
}

const DERIVED_FROM: ReadonlySet<string> = new Set(DERIVATIONS.flatMap(({ sources }) => sources));

/** Whether something is derived from a fact: then it is kept until everything is read. */
const isBasis = ({ source, subject }: Fact): boolean =>
  DERIVED_FROM.has(source) &&
  DERIVATIONS.some((derivation) => readsFact(derivation, source, subjectKey(subject)));

/**
 * Some of the files of a scan: read, collected and judged in one thread, so that objects never travel. An object is
 * judged as soon as it is read and then forgotten; only those wait that need what is derived from all shards together.
 */
export class Shard {
  private readonly ended: FileReport[] = [];
  private readonly waiting: WaitingFile[] = [];
  private readonly basis: Fact[] = [];
  private readonly problems: (Problem & { readonly index: number })[] = [];
  private readonly unread = new Map<string, number>();
  private readonly writer: JudgementWriter;
  private readonly judge: Judge;
  private readonly early: KnownSoFar;

  /** @param known what is derived from no file */
  constructor(controls: readonly Control[], output: Output, known: DerivedFacts) {
    this.judge = createJudge(controls);
    this.writer = new JudgementWriter(output);
    this.early = new KnownSoFar(known);
  }

  /** @param index the file's place among all files */
  loadFile(index: number, file: ManifestFile): void {
    const read = readManifestFile(file);
    if ('problem' in read) this.problem(index, read.problem);
    else this.loadBytes(index, file, read.bytes);
  }

  loadBytes(index: number, file: ManifestFile, bytes: Uint8Array): void {
    const objects: (Written | Loaded)[] = [];
    const places = new Places();
    for (const read of parseManifests(file, bytes)) {
      if ('problem' in read) this.problem(index, read.problem);
      else {
        const loaded = this.collect(index, read.manifest);
        if (loaded !== undefined) objects.push(this.judgeEarly(loaded, places) ?? loaded);
      }
    }
    if (objects.every(isWritten)) this.ended.push(fileReport(index, objects));
    else this.waiting.push({ index, objects });
  }

  problem(index: number, { file, line, error }: ManifestProblem): void {
    this.problems.push({ index, file, line, message: `${error.message} (${error.code}). ${error.hint}` });
  }

  private collect(index: number, manifest: ManifestDocument): Loaded | undefined {
    const { file, document, item, documentLine, text, apiVersion, kind } = manifest;
    let fact: Fact | undefined;
    try {
      const subject = collectManifest(manifest, (emitted) => (fact = emitted));
      if (fact !== undefined && isBasis(fact)) this.basis.push(fact);
      if (fact === undefined) {
        const name = `${kind} (${apiVersion})`;
        this.unread.set(name, (this.unread.get(name) ?? 0) + 1);
      }
      const shown = { apiVersion, kind, namespace: subject.namespace, name: subject.name };
      return { place: { file, document, item, documentLine, text }, subject, shown, fact };
    } catch (error) {
      if (!isPlimsollError(error)) throw error;
      this.problem(index, { file, line: documentLine, error });
      return undefined;
    }
  }

  /** The facts from which something is derived for subjects of other shards too. */
  derivationFacts(): readonly Fact[] {
    return this.basis;
  }

  /** Ends what waits. */
  judgeAll(derived: DerivedFacts): ShardReport {
    const lookup = derivedLookup(DERIVATIONS, derived);
    this.writer.startOver();
    const late = this.waiting.map(({ index, objects }) => {
      const places = new Places();
      return fileReport(
        index,
        objects.map((one) => (isWritten(one) ? one : this.write(one, this.judgements(one, lookup), places))),
      );
    });
    const { counts, unknowns } = this.writer;
    return {
      files: [...this.ended, ...late],
      counts,
      unknowns,
      unread: this.unread,
      problems: this.problems,
    };
  }

  /** undefined where a control asked for what is not known yet: then none of its judgements count. */
  private judgeEarly(loaded: Loaded, places: Places): Written | undefined {
    this.early.wasAskedForMore = false;
    const judgements = this.judgements(loaded, this.early.lookup);
    return this.early.wasAskedForMore ? undefined : this.write(loaded, judgements, places);
  }

  private judgements({ subject, fact }: Loaded, derived: DerivedLookup): Judged['judgements'] {
    const judgements: Judged['judgements'][number][] = [];
    if (fact !== undefined)
      this.judge.judgeSubject(
        { subject, facts: { [fact.source]: fact.body }, derived },
        (control, judgement) => {
          judgements.push({ control, judgement });
        },
      );
    return judgements;
  }

  private write({ shown, place }: Loaded, judgements: Judged['judgements'], places: Places): Written {
    return this.writer.write({ subject: shown, locate: (path) => places.locate(place, path), judgements });
  }
}

const isWritten = (one: Written | Loaded): one is Written => 'results' in one;
