import { rename, writeFile } from 'node:fs/promises';

/** Where a started process listens; null for what its role does not open. */
export interface Ready {
  readonly httpPort: number;
  readonly enrollmentPort: number | null;
  readonly streamPort: number | null;
  /** `sha256:<hex>`, by which agents know this centre. */
  readonly caPin: string | null;
}

/** Whoever waits for the file finds it whole or not at all. */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, `${JSON.stringify(ready)}\n`, { mode: 0o600 });
  await rename(partial, file);
}
