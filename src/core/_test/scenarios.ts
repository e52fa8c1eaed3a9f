/**
 * The scenarios: short named programs that go through the contract of node:stream, page by page.
 *
 * @module
 */
import type { Scenario } from './ops.ts';
import { flows } from './scenarios/answers.ts';
import { classics } from './scenarios/classic.ts';
import { duplexes } from './scenarios/duplex.ts';
import { endings } from './scenarios/endings.ts';
import { heirs } from './scenarios/heirs.ts';
import { iteration } from './scenarios/iteration.ts';
import { late } from './scenarios/late.ts';
import { midflow } from './scenarios/midflow.ts';
import { pipes } from './scenarios/pipe.ts';
import { pipelines } from './scenarios/pipeline.ts';
import { readables } from './scenarios/readable.ts';
import { readableEndings } from './scenarios/readable-endings.ts';
import { transforms } from './scenarios/transform.ts';
import { writables } from './scenarios/writable.ts';
import { writableEndings } from './scenarios/writable-endings.ts';

export const scenarios: readonly Scenario[] = [
  ...readables,
  ...readableEndings,
  ...writables,
  ...writableEndings,
  ...duplexes,
  ...transforms,
  ...pipes,
  ...iteration,
  ...endings,
  ...pipelines,
  ...classics,
  ...heirs,
  ...midflow,
  ...flows,
  ...late,
];
