export { ask } from './ask.operation';
export { create } from './create.operation';
export { findOrCreate } from './findOrCreate.operation';
export { get } from './get.operation';
export { getAll } from './getAll.operation';
export { getTranscript } from './getTranscript.operation';
export { update } from './update.operation';
