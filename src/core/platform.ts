export * from './platform.node.ts';
