import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/globalSetup.ts'],
    setupFiles: ['tests/support/failOnConsoleError.ts'],
    // One embedded database and one language model for each worker, not for each file.
    isolate: false,
    maxWorkers: 2,
    // Against what hangs, not what is slow: several tests start whole servers, on machines that do other work too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
