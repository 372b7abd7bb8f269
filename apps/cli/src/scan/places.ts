import type { ManifestDocument } from '@plimsoll/probes';
import { locateLines } from '@plimsoll/yaml';
import type { Locate } from '@plimsoll/yaml';
import type { Location } from './shard-report.js';

/** Lines of the document of a file that is being judged: those of one document are found in one pass. */
export class Places {
  private document = -1;
  private lines: Locate | undefined;

  locate(
    place: Pick<ManifestDocument, 'file' | 'document' | 'item' | 'documentLine' | 'text'>,
    path: string,
  ): Location {
    const { file, document, item, documentLine, text } = place;
    if (document !== this.document) {
      this.document = document;
      this.lines = undefined;
    }
    this.lines ??= locateLines(text);
    const full = item === '' || path === '' ? `${item}${path}` : `${item}.${path}`;
    return { file, line: documentLine + this.lines(full) - 1, document };
  }
}
