import { collectManifest } from '@plimsoll/collectors';
import { DERIVATIONS, createJudge, derivedLookup } from '@plimsoll/engine';
import type { Control, DerivedFacts, DerivedLookup, Judge } from '@plimsoll/engine';
import { isPlimsollError } from '@plimsoll/errors';
import type { Fact, Subject } from '@plimsoll/model';
import { parseManifests, readManifestFile } from '@plimsoll/probes';
import type { ManifestDocument, ManifestFile, ManifestProblem } from '@plimsoll/probes';
import { locateLines } from '@plimsoll/yaml';
import type { Locate } from '@plimsoll/yaml';
import { JudgementWriter } from './judgement-writer.js';
import type { Judged } from './judgement-writer.js';
import type { Format } from './scan-options.js';
import type { FileReport, Problem, ShardReport, ShownSubject } from './shard-report.js';

/** One object that was read; its own values are gone, its redacted fact is kept until it is judged. */
interface Loaded {
  readonly place: Pick<ManifestDocument, 'file' | 'document' | 'item' | 'documentLine' | 'text'>;
  readonly subject: Subject;
  readonly shown: ShownSubject;
  readonly fact: Fact | undefined;
}

const DERIVED_FROM: ReadonlySet<string> = new Set(DERIVATIONS.flatMap(({ sources }) => sources));

/**
 * Some of the files of a scan: read, collected and judged in one thread, so that objects never travel. Between loading
 * and judging, what is derived from all shards together has to be known.
 */
export class Shard {
  private readonly files: { readonly index: number; readonly loaded: Loaded[] }[] = [];
  private readonly problems: (Problem & { readonly index: number })[] = [];
  private readonly writer: JudgementWriter;
  private readonly judge: Judge;

  constructor(controls: readonly Control[], format: Format, everything: boolean) {
    this.judge = createJudge(controls);
    this.writer = new JudgementWriter(format, everything);
  }

  /** @param index the file's place among all files */
  loadFile(index: number, file: ManifestFile): void {
    const read = readManifestFile(file);
    if ('problem' in read) this.problem(index, read.problem);
    else this.loadBytes(index, file, read.bytes);
  }

  loadBytes(index: number, file: ManifestFile, bytes: Uint8Array): void {
    const loaded: Loaded[] = [];
    for (const read of parseManifests(file, bytes)) {
      if ('problem' in read) this.problem(index, read.problem);
      else this.collect(index, read.manifest, loaded);
    }
    this.files.push({ index, loaded });
  }

  problem(index: number, { file, line, error }: ManifestProblem): void {
    this.problems.push({ index, file, line, message: `${error.message} (${error.code}). ${error.hint}` });
  }

  private collect(index: number, manifest: ManifestDocument, loaded: Loaded[]): void {
    const { file, document, item, documentLine, text, apiVersion, kind } = manifest;
    let fact: Fact | undefined;
    try {
      const subject = collectManifest(manifest, (emitted) => (fact = emitted));
      const shown = { apiVersion, kind, namespace: subject.namespace, name: subject.name };
      loaded.push({ place: { file, document, item, documentLine, text }, subject, shown, fact });
    } catch (error) {
      if (!isPlimsollError(error)) throw error;
      this.problem(index, { file, line: documentLine, error });
    }
  }

  /** The facts from which something is derived for subjects of other shards too. */
  derivationFacts(): readonly Fact[] {
    return this.files.flatMap(({ loaded }) =>
      loaded.flatMap(({ fact }) => (fact !== undefined && DERIVED_FROM.has(fact.source) ? [fact] : [])),
    );
  }

  judgeAll(derived: DerivedFacts): ShardReport {
    const lookup = derivedLookup(DERIVATIONS, derived);
    const files = this.files.map((file) => this.judgeFile(file, lookup));
    const { counts, unknowns } = this.writer;
    return { files, counts, unknowns, problems: this.problems };
  }

  private judgeFile(
    { index, loaded }: { readonly index: number; readonly loaded: Loaded[] },
    derived: DerivedLookup,
  ): FileReport {
    const places = new Places();
    for (const one of loaded) {
      const judgements: { control: Control; judgement: Judged['judgements'][number]['judgement'] }[] = [];
      const { subject, fact } = one;
      if (fact !== undefined)
        this.judge.judgeSubject(
          { subject, facts: { [fact.source]: fact.body }, derived },
          (control, judgement) => {
            judgements.push({ control, judgement });
          },
        );
      this.writer.add({ subject: one.shown, locate: (path) => places.locate(one.place, path), judgements });
    }
    // What was judged is not needed any more.
    loaded.length = 0;
    return this.writer.endFile(index);
  }
}

/** Lines of the document that is being judged: those of one document are found in one pass. */
class Places {
  private document = -1;
  private lines: Locate | undefined;

  locate({ file, document, item, documentLine, text }: Loaded['place'], path: string) {
    if (document !== this.document) {
      this.document = document;
      this.lines = undefined;
    }
    this.lines ??= locateLines(text);
    const full = item === '' || path === '' ? `${item}${path}` : `${item}.${path}`;
    return { file, line: documentLine + this.lines(full) - 1, document };
  }
}
