/**
 * Ten thousand small files out of an archive in memory.
 *
 * @module
 */
import type { Case, Contestants } from '../case.ts';
import { addTo } from '../case.ts';
import { archiveOf, smallFiles } from './_archives.ts';
import type { Extractor } from './_extractors.ts';
import { byEvent, byLoop } from './_extractors.ts';

const extracting = (how: string, contestants: Contestants<Extractor>): Case<Extractor> => {
  let chunks: Buffer[] = [];
  return {
    title: `tar: extract small files, ${how}`,
    unit: 'files',
    count: 10_000,
    contestants,
    async run(extract, count) {
      if (chunks.length === 0) chunks = archiveOf(smallFiles(count));
      let checksum = 0;
      await extract(chunks, {
        name(name) {
          checksum = addTo(checksum, name.length);
        },
        piece(piece) {
          checksum = (checksum + piece.length) | 0;
        },
      });
      return checksum;
    },
  };
};

export const cases: readonly Case<Extractor>[] = [
  extracting('by events', byEvent),
  extracting('by for await', byLoop),
];
