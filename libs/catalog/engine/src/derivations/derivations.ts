import type { Derivation } from '../derivation.js';
import { componentFlags } from './component-flags/component-flags.js';
import { effectivePermissions } from './effective-permissions/effective-permissions.js';
import { platform } from './platform/platform.js';

/** Every derivation there is; a test holds this list against the folders beside it. */
export const DERIVATIONS: readonly Derivation[] = [platform, effectivePermissions, componentFlags];
