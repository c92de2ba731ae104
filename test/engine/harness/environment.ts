import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Read by n8n-core when it is imported: keeps it away from a real n8n's folder on this machine. Import this first. */
process.env.N8N_USER_FOLDER ??= join(tmpdir(), 'n8n-nodes-security-copilot-engine');
process.env.N8N_ENCRYPTION_KEY ??= 'only for tests: nothing that it protects is kept';
// In tests everything is logged, and goes to `log.ts` alone; the benchmark and the demo do without.
process.env.N8N_LOG_LEVEL ??= process.env.JEST_WORKER_ID === undefined ? 'silent' : 'debug';
process.env.N8N_LOG_OUTPUT = '';
