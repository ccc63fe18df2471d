import { createDesk } from './dossiers/createDesk.ts';
import { fillDemoDossiers } from './dossiers/demo.ts';
import { standing } from './dossiers/dueTime.ts';
import { fillDemoFeedback } from './feedback/demo.ts';
import { openDatabase } from './platform/database.ts';
import { readEnvironment } from './platform/environment.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { prepareDatabase } from './prepare.ts';
import { fillDemoStaff } from './staff/demo.ts';

/** `npm run demo`: an invented authority with staff and dossiers in every state, in a database without real data. */
try {
  const say = sayIn('vi');
  const environment = readEnvironment(process.env);
  const { CLOCK: clock } = environment;
  const database = await openDatabase(environment);
  try {
    await prepareDatabase(database, clock.now(), console.log);
    const desk = createDesk(database.prisma, clock);
    const dossiers = await fillDemoDossiers(desk);
    const people = await fillDemoStaff(database.prisma, clock.now());
    const feedback = await fillDemoFeedback(desk);
    console.log(say('demo.filled', { count: dossiers.length, people: people.length, feedback }));
    for (const dossier of dossiers)
      console.log(
        say('demo.dossier', {
          code: dossier.code,
          state: say(`dossier.state.${dossier.state}`),
          standing: say(`dossier.standing.${standing(dossier, clock.now())}`),
        }),
      );
  } finally {
    await database.close();
  }
} catch (error) {
  exitWithProblem(error);
}
