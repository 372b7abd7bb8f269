import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PAGE_SCRIPT, PAGE_STYLE } from './page.js';

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

const require = createRequire(import.meta.url);
const installed = (name: string, file: string): Buffer =>
  readFileSync(path.join(path.dirname(require.resolve(`${name}/package.json`)), file));

/** All that the page loads, from what is installed here; nothing comes from anywhere else. Read once, when first asked. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  return new Map([
    ['react.js', { type: SCRIPT, content: installed('react', 'umd/react.production.min.js') }],
    ['react-dom.js', { type: SCRIPT, content: installed('react-dom', 'umd/react-dom.production.min.js') }],
    ['graphiql.js', { type: SCRIPT, content: installed('graphiql', 'graphiql.min.js') }],
    ['graphiql.css', { type: STYLE, content: installed('graphiql', 'graphiql.min.css') }],
    ['page.js', { type: SCRIPT, content: Buffer.from(PAGE_SCRIPT) }],
    ['page.css', { type: STYLE, content: Buffer.from(PAGE_STYLE) }],
  ]);
}
