// Generated files are formatted like all others, so that the formatter leaves them alone.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from './sources.mjs';

export async function formatted(name, content) {
  const options = await resolveConfig(join(root, 'package.json'));
  return format(content, { ...options, filepath: name });
}
