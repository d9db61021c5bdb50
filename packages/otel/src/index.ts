export { DogStatsExporter, type ExporterStats } from './dog-stats-exporter.js';
export type { DogStatsExporterOptions } from './options.js';
