// The reference pages that follow from tables in the code. They read the built packages.
import { configurationPage } from './configuration-page.mjs';
import { errorsPage } from './errors-page.mjs';
import { sourcesPage } from './sources-page.mjs';
import { tables } from './tables.mjs';

/** Path under the root -> content, in a fixed order. */
export async function referencePages() {
  const found = await tables();
  const { renderSchema } = await import('@plimsoll/graphql');
  return new Map([
    ['docs/configuration.md', configurationPage(found)],
    ['docs/errors.md', errorsPage(found)],
    ['docs/sources.md', await sourcesPage()],
    ['docs/schema.graphql', await renderSchema()],
  ]);
}
