import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDataFolder } from './dataFolder.ts';
import { AppError } from './errors.ts';

/** Everything secret that the process makes for itself comes from one secret; a key for one purpose tells nothing of another. */
export interface Secrets {
  /** 32 bytes for one purpose, such as "session". The same purpose gives the same bytes for as long as the secret is the same. */
  key(purpose: string): Buffer;
  /** What stands for a text that is not kept: the same for the same text, and without the secret nothing leads back to it. 22 characters. */
  mark(text: string): string;
  /** Text encrypted to be kept (AES-256-GCM), as printable characters. */
  seal(purpose: string, text: string): string;
  /** The text that was sealed for this purpose; null when it was sealed with another secret, for another purpose, or was altered. */
  open(purpose: string, sealed: string): string | null;
}

const NONCE = 12;
const TAG = 16;
const SHORTEST = 32;

/** SESSION_SECRET where it is set, else a secret made once and kept in DATA_DIR/secret, readable by this account alone. */
export function openSecrets({ SESSION_SECRET, DATA_DIR }: { SESSION_SECRET?: string | undefined; DATA_DIR: string }): Secrets {
  return secretsFrom(SESSION_SECRET ?? keptSecret(DATA_DIR));
}

export function secretsFrom(secret: string): Secrets {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `mot-cua ${purpose}`, 32));
  const cipherKey = (purpose: string) => key(`seal ${purpose}`);
  return {
    key,
    mark: (text) => createHmac('sha256', key('mark')).update(text).digest('base64url').slice(0, 22),
    seal(purpose, text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', cipherKey(purpose), nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE + TAG) return null;
      const decipher = createDecipheriv('aes-256-gcm', cipherKey(purpose), bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** Made whole beside its place and then linked there: of two processes that start at once both use the first one's. */
function keptSecret(dataDir: string): string {
  const file = join(prepareDataFolder(dataDir), 'secret');
  if (!existsSync(file)) {
    const draft = `${file}.${randomBytes(8).toString('hex')}`;
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  return whole(readFileSync(file, 'utf8'), file);
}

/** A secret cut short by a full disk must not become a weak one. */
function whole(text: string, file: string): string {
  const secret = text.trim();
  if (secret.length < SHORTEST) throw new AppError('secretBroken', { params: { file } });
  return secret;
}
