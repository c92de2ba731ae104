import { resolve } from 'node:path';

/** Where package.json is. */
export const PACKAGE_DIRECTORY = resolve(__dirname, '../../..');
