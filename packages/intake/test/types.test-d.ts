// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import { createIntake, type Fault, type Intake, type StoredSeries } from '@dogstats/intake';
import { expectTypeOf } from 'vitest';

expectTypeOf(createIntake()).resolves.toEqualTypeOf<Intake>();
void createIntake({ port: 0, apiKeys: ['key'], compat: 'opstrace', persist: undefined });
// @ts-expect-error keys are a list
void createIntake({ apiKeys: 'key' });
// @ts-expect-error one of two
void createIntake({ compat: 'prometheus' });
// @ts-expect-error no such option
void createIntake({ apiKey: 'key' });

declare const intake: Intake;
expectTypeOf(intake.series({ metric: 'a' })).toEqualTypeOf<StoredSeries[]>();
// @ts-expect-error series are looked up by metric
intake.series({ name: 'a' });
// @ts-expect-error it is where it is
intake.url = 'http://localhost';

// A fault is one of those it knows, with its terms.
intake.respondNext({ status: 503, count: 2 }, { hang: true });
expectTypeOf<{ readonly status: number }>().toExtend<Fault>();
// @ts-expect-error no such fault
intake.respondNext({ explode: true });
// @ts-expect-error terms alone are none
intake.respondNext({ count: 2 });
