import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Read by n8n-core when it is imported: keeps it away from a real n8n's folder on this machine. Import this first. */
process.env.N8N_USER_FOLDER ??= join(tmpdir(), 'n8n-nodes-security-copilot-engine');
process.env.N8N_ENCRYPTION_KEY ??= 'only for tests: nothing that it protects is kept';
// n8n-core logs what the tests assert on.
process.env.N8N_LOG_LEVEL ??= 'silent';
