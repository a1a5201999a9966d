/** All of tlog-tiles in one place: paths, bundles, and reading a tree from tiles. */
export * from './entry-bundle.ts';
export * from './tile-path.ts';
export * from './tile-reader.ts';
