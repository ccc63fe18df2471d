import { defineConfig } from 'prisma/config';

// The Prisma CLI would download a schema engine that `generate` never starts; naming any executable keeps it offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema' });
