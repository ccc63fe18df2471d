import { afterEach, beforeEach, vi } from 'vitest';

/** An unexpected console.error fails the test: what an operator would see is part of the behaviour. */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((...args) => {
    throw new Error(`unexpected console.error: ${args.map(String).join(' ')}`);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});
