import { benchBacklog } from './backlog.ts';
import { benchCalendar } from './calendar.ts';
import { benchDelivery } from './delivery.ts';
import { benchDossiers } from './dossiers.ts';
import { benchFeedback } from './feedback.ts';
import { benchImport } from './import.ts';
import { describeMachine } from './machine.ts';
import { benchPublish } from './publish.ts';
import { benchReferrals } from './referrals.ts';
import { benchReminders } from './reminders.ts';
import { benchScale } from './scale.ts';
import { benchServer } from './server.ts';
import { benchStaff } from './staff.ts';
import { benchUnderstanding } from './understanding.ts';

const benches: Record<string, (options: string[]) => void | Promise<void>> = {
  understanding: benchUnderstanding,
  referrals: benchReferrals,
  scale: benchScale,
  calendar: benchCalendar,
  server: benchServer,
  delivery: benchDelivery,
  backlog: benchBacklog,
  dossiers: benchDossiers,
  import: benchImport,
  feedback: benchFeedback,
  reminders: benchReminders,
  staff: benchStaff,
  publish: benchPublish,
};

const [name, ...options] = process.argv.slice(2);
if (name && !benches[name]) {
  console.error(`npm run bench -- [${Object.keys(benches).join(' | ')}]`);
  process.exit(2);
}
console.log(describeMachine());
for (const [key, run] of Object.entries(benches)) {
  if (name && key !== name) continue;
  console.log(`\n## ${key}`);
  await run(options);
}
