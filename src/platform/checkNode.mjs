// Runs before the commands, in whatever Node there is: this one must be JavaScript that an old Node understands.
import { readFileSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 2)) {
  const texts = JSON.parse(readFileSync(new URL('../../locales/vi.json', import.meta.url), 'utf8'));
  console.error(texts.errors.nodeTooOld.replace('{{version}}', process.version));
  process.exit(1);
}
