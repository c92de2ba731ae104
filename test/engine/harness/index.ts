export { Engine, type RunOptions, type WorkflowJson } from './Engine';
export { VirtualClock } from './VirtualClock';
export { connect, credentialFor, CREDENTIAL_TYPE } from './signIn';
export { errorOf, itemsOf, jsonOf, outputsOf } from './results';
export { sessionWorkflow, type NodeParameters } from './sessionWorkflow';
