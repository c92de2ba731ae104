import { writeGeneratedDocuments } from '../test/docs/generatedDocuments';

// Run with: npx tsx scripts/generate-error-table.ts
writeGeneratedDocuments();
