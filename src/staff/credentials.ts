import { AppError } from '#src/platform/errors.ts';
import { isCommon } from './commonPasswords.ts';

/** Small letters, digits, dot and underscore, 3 to 30: typed the same on every keyboard. */
const USERNAME = /^[a-z0-9][a-z0-9._]{2,29}$/;
/** Length protects more than rules about characters do (NIST SP 800-63B 3.1.1.2, ASVS 2.1.1); the longest is a bound on the work of hashing. */
const PASSWORD = { shortest: 12, longest: 128, distinct: 5 };

/** The user name as it is kept; null when it is none. Letters are not told apart by case. */
export function usernameOf(text: string | undefined): string | null {
  const username = text?.trim().toLowerCase() ?? '';
  return USERNAME.test(username) ? username : null;
}

const isLongEnough = (text: string): boolean =>
  text.length >= PASSWORD.shortest && text.length <= PASSWORD.longest && new Set(text).size >= PASSWORD.distinct;

/** The first thing that is guessed. */
const isMostlyName = (password: string, username: string): boolean =>
  username !== '' && password.toLowerCase().includes(username) && username.length * 2 > password.length;

/** What keeps a password from being good, `staff.fault.<fault>` of locales/; null when it is good. */
export async function passwordFault(password: string, username: string): Promise<'password' | 'passwordCommon' | null> {
  if (!isLongEnough(password) || isMostlyName(password, username)) return 'password';
  return (await isCommon(password)) ? 'passwordCommon' : null;
}

/** Fields of a form that somebody must look at again; `faults` names for each a sentence `staff.fault.<fault>`. */
export class FieldFaults extends AppError {
  readonly faults: Readonly<Record<string, string>>;
  constructor(faults: Record<string, string>) {
    super('fieldsWrong', { status: 422 });
    this.faults = faults;
  }
}

export const fieldFaults = (faults: Record<string, string>) => new FieldFaults(faults);
