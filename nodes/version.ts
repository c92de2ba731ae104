/** Name of this package on npm. */
export const PACKAGE_NAME = 'n8n-nodes-security-copilot';

/** Version of this package; a test keeps it equal to package.json, which a published file cannot import. */
export const PACKAGE_VERSION = '0.1.0';
