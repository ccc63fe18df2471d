import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take half a minute or more: begun first, so that no worker is left alone with one of them at the end. */
const LONGEST = /tests\/(start|browser\/|chaos\/|understand|learningPages)|exchange\/command|procedures\/seed|doctor\/|web\/app/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/globalSetup.ts'],
    setupFiles: ['tests/support/failOnConsoleError.ts'],
    sequence: { sequencer: LongestFirst },
    // One embedded database and one language model for each worker, not for each file.
    isolate: false,
    maxWorkers: 2,
    // Against what hangs, not what is slow: several tests start whole servers, on machines that do other work too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for may take long on a busy machine; what never comes is still noticed.
    expect: { poll: { timeout: 20_000 } },
  },
});
