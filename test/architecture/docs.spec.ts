import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const read = (path: string): string => readFileSync(join(docs, path), 'utf8');
const namesIn = (folder: string): string[] =>
  readdirSync(join(docs, folder)).filter((name) => name.endsWith('.md'));
const pages = [...namesIn('.'), ...namesIn('decisions').map((name) => `decisions/${name}`)];
const linksOf = (page: string): string[] =>
  [...read(page).matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !target.includes('://'));

describe('the documentation', () => {
  it.each(pages)('leads to what is there: %s', (page) => {
    expect(linksOf(page).filter((target) => !existsSync(join(docs, dirname(page), target)))).toEqual([]);
  });

  it.each(['.', 'decisions'])('lists every page of a folder in its README: %s', (folder) => {
    const listed = linksOf(join(folder, 'README.md'));
    expect(namesIn(folder).filter((name) => name !== 'README.md' && !listed.includes(name))).toEqual([]);
  });

  it.each(pages)('names only codes and variables that exist: %s', (page) => {
    const known = `${read('errors.md')}${read('configuration.md')}`;
    const named = [...read(page).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, name = '']) => name);
    const spoken = [
      'REASON_SILENT',
      'PLIMSOLL_LIFELINE',
      'XDG_CACHE_HOME',
      'KUBEBUILDER_ASSETS',
      'REQUIRE_TESTBED',
      'PLIMSOLL_API_TOKEN',
    ];
    expect(named.filter((name) => !known.includes(`\`${name}\``) && !spoken.includes(name))).toEqual([]);
  });
});
