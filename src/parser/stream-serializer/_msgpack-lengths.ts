/**
 * Whether the lengths in a MessagePack value can be so. The decoder reserves an array's memory by its length; a few
 * nested arrays that lie about theirs would take all that there is.
 *
 * @module
 */

/** How many bytes come behind a type byte from 0xc0 to 0xdf: as they are, or as many as a length of so many bytes says. */
const FIXED: Readonly<Record<number, number>> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  212: 2,
  213: 3,
  214: 5,
  215: 9,
  216: 17,
};
const SIZED: Readonly<Record<number, number>> = {
  196: 1,
  197: 2,
  198: 4,
  199: 1,
  200: 2,
  201: 4,
  217: 1,
  218: 2,
  219: 4,
};

/** Throws if there are more elements, by the lengths of arrays and maps, than bytes to hold them. */
export function assertHonest(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthAt = (at: number, size: number): number =>
    size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at);
  /** How many values are still to come. */
  let values = 1;
  for (let at = 0; values > 0; values--) {
    if (values > bytes.length - at)
      throw new RangeError(`${values} more values cannot be in ${bytes.length - at} bytes`);
    const type = view.getUint8(at++);
    if (type >= 0x80 && type <= 0x8f) values += 2 * (type & 0x0f);
    else if (type >= 0x90 && type <= 0x9f) values += type & 0x0f;
    else if (type >= 0xa0 && type <= 0xbf) at += type & 0x1f;
    else if (type >= 0xdc && type <= 0xdf) {
      const size = type % 2 === 0 ? 2 : 4;
      values += lengthAt(at, size) * (type < 0xde ? 1 : 2);
      at += size;
    } else if (SIZED[type] !== undefined) {
      const size = SIZED[type];
      // An extension has its type between the length and the data.
      at += size + lengthAt(at, size) + (type >= 0xc7 && type <= 0xc9 ? 1 : 0);
    } else at += FIXED[type] ?? 0;
  }
}
