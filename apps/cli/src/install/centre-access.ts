import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cliErrors } from '../errors.js';
import { openApi, openApiAt, type Api } from '../up/api.js';
import { defaultDataFolder } from '../up/data-folder.js';
import { openInstallation } from '../up/installation.js';

/** Where the centre's API is and as whom it is asked. */
export interface CentreOptions {
  /** Origin of the API; undefined: of `plimsoll up` on this machine. */
  readonly api: string | undefined;
  readonly apiTokenFile: string | undefined;
  /** Data folder of `plimsoll up`. */
  readonly data: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws API_TOKEN_MISSING, NOT_RUNNING, USAGE */
export async function openCentre(options: CentreOptions, environment: Environment): Promise<Api> {
  const url = options.api ?? environment['PLIMSOLL_API'];
  if (url === undefined) return localApi(options.data);
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw cliErrors.error('USAGE', `--api is "${url}", wanted is https://HOST[:PORT]`);
  return openApiAt(url, await apiToken(options.apiTokenFile, environment));
}

async function apiToken(file: string | undefined, environment: Environment): Promise<string> {
  const path = file ?? environment['PLIMSOLL_API_TOKEN_FILE'];
  const text = path === undefined ? environment['PLIMSOLL_API_TOKEN'] : await tokenIn(path);
  if (text?.trim()) return text.trim();
  throw cliErrors.error('API_TOKEN_MISSING', 'there is no API token for the centre');
}

const tokenIn = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw cliErrors.error('API_TOKEN_MISSING', `the API token at ${path} cannot be read`, { cause });
  });

/** As the administrator, while `plimsoll up` runs here. */
export async function localApi(data: string | undefined): Promise<Api> {
  const folder =
    data === undefined ? defaultDataFolder(process.cwd(), process.getuid?.() ?? 0) : resolve(data);
  const { session } = await openInstallation(folder);
  const text = await readFile(session, 'utf8').catch((cause: unknown) => {
    throw cliErrors.error('NOT_RUNNING', 'plimsoll up is not running here', { cause });
  });
  const { port, token } = JSON.parse(text) as { readonly port: number; readonly token: string };
  return openApi(port, token);
}
