import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const built = pathToFileURL(
  path.join(import.meta.dirname, '../../../tools/testbed/dist/up/run-testbed.js'),
).href;

/** What `npm run testbed` starts, in a checkout of its own; resolves when it has said that it is up. */
export async function runForPerson(root: string): Promise<ChildProcess> {
  const script = `import { runTestbed } from ${JSON.stringify(built)};
    process.exit(await runTestbed([], ${JSON.stringify(root)}));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const said = await new Promise<string>((resolve) => {
    let text = '';
    const end = (): void => resolve(text);
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('Ctrl-C ends it')) end();
    });
    child.stderr.once('end', end);
  });
  if (said.includes('Ctrl-C ends it')) return child;
  if (child.exitCode === null) await once(child, 'exit');
  throw new Error(said);
}
