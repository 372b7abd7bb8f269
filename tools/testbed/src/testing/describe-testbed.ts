import { describe } from 'vitest';
import { findBinaries } from '../binaries/find-binaries.js';
import { testbedErrors } from '../errors.js';

export type Suite = (name: string, body: () => void) => void;

const said = new Set<string>();

function sayOnce(text: string): void {
  if (!said.has(text)) console.warn(text);
  said.add(text);
}

/**
 * `describe` for tests that need a real API server. Where its programs are absent they are skipped and the reason is
 * printed; with REQUIRE_TESTBED=1, as in CI, the file fails instead.
 * @throws TESTBED_ABSENT
 */
export const describeTestbed: Suite = (name, body) => {
  const search = findBinaries();
  if (!search.found && process.env['REQUIRE_TESTBED'] === '1')
    throw testbedErrors.error('TESTBED_ABSENT', search.reason);
  if (!search.found) sayOnce(`skipped: ${search.reason}`);
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the condition is not a title
  const suite: Suite = describe.runIf(search.found);
  suite(name, body);
};
