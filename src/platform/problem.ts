import { EnvironmentError } from './environment.ts';
import { AppError, briefly } from './errors.ts';
import { redactText } from './log.ts';
import { sayIn } from './texts.ts';

/** What went wrong at start or in a command, for the operator: a sentence that says what to do, never a stack trace. */
export function describeProblem(error: unknown): string {
  const say = sayIn('vi');
  if (error instanceof EnvironmentError) return error.message;
  if (error instanceof AppError) return say(`errors.${error.code}`, error.params);
  return say('errors.unexpected', { detail: redactText(briefly(error)) });
}

export function exitWithProblem(error: unknown): never {
  console.error(describeProblem(error));
  process.exit(1);
}
