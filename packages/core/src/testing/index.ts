export { ManualClock } from './manual-clock.js';
export { MemorySink } from './memory-sink.js';
export { type ContractCheck, sinkContract } from './sink-contract.js';
