/**
 * Short lives: a source, a transform and a sink are made, one chunk goes through, all end; then the next.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { MakeStreams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

const shortBy = (join: 'pipe' | 'pipeline'): Case<MakeStreams> => ({
  title: `streams of 1 object, 1 transform, ${join}`,
  unit: 'streams',
  count: 20_000,
  contestants: streamsBut(),
  async run(make, count) {
    const streams = make(true);
    let checksum = 0;
    for (let n = 0; n < count; n++) {
      await streams[join]([
        streams.source(1, () => n),
        streams.transform((value: number) => value + 1, 'at once'),
        streams.sink((value: number) => {
          checksum = addTo(checksum, value);
        }),
      ]);
    }
    return checksum;
  },
});

/** By `pipe`, which looks after nothing, and by `pipeline`, which sees to it that all are closed. */
export const cases: readonly Case<MakeStreams>[] = [shortBy('pipe'), shortBy('pipeline')];
