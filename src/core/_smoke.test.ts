import { expect, it } from 'vitest';
import { Stream } from './classic.ts';
it('smoke', () => { expect(new Stream()).toBeInstanceOf(Stream); });
