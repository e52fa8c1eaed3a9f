/**
 * Objects from a source through transforms into a sink, all of which answer at once.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { MakeStreams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

/** Made beforehand, so that making them is no part of what is measured. */
const ring: readonly { readonly n: number }[] = Array.from({ length: 1024 }, (_, n) => ({ n }));

const objectsBy = (join: 'pipe' | 'pipeline', transforms: number): Case<MakeStreams> => ({
  title: `objects, ${transforms} transform${transforms === 1 ? '' : 's'}, ${join}`,
  unit: 'objects',
  count: 20_000,
  contestants: transforms === 0 ? streamsBut('through2') : streamsBut(),
  async run(make, count) {
    const streams = make(true);
    const next = (object: { n: number }) => ring[(object.n + 1) & 1023];
    let checksum = 0;
    await streams[join]([
      streams.source(count, (n) => ring[n & 1023]),
      ...Array.from({ length: transforms }, () => streams.transform(next, 'at once')),
      streams.sink((object: { n: number }) => {
        checksum = addTo(checksum, object.n);
      }),
    ]);
    return checksum;
  },
});

/** No transform, one, five; joined by `pipe` and by `pipeline`. */
export const cases: readonly Case<MakeStreams>[] = [0, 1, 5].flatMap((transforms) => [
  objectsBy('pipe', transforms),
  objectsBy('pipeline', transforms),
]);
