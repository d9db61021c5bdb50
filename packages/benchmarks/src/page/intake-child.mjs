import { createIntake } from '@dogstats/intake';

const intake = await createIntake({ port: 0 });
process.once('disconnect', () => process.exit());
process.send({ url: intake.url });
