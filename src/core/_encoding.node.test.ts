/** Our encodings against those of Node's Buffer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, decodeText, encodeText, isEncoding } from './_encoding.ts';
import { ENCODINGS, likelyBytes } from './_encoding-arbitraries.ts';
