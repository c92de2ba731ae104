export { testCredential, type CredentialTestResult } from './credentialTest';
export { Engine, type RunOptions, type WorkflowJson } from './Engine';
export { shownText } from './leaks';
export { VirtualClock } from './VirtualClock';
export { connect, credentialFor, CREDENTIAL_TYPE } from './signIn';
export { errorOf, itemsOf, jsonOf, outputsOf } from './results';
export { searchList } from './searchList';
export { CREDENTIAL_ID, sessionWorkflow, NODE_NAME, type NodeParameters } from './sessionWorkflow';
export { Fixture, type NodeRun } from './Fixture';
