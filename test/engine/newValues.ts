/** Any ID that the emulator makes up. */
export const GUID: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Any time that the emulator writes while the virtual clock runs. */
export const DATE: unknown = expect.stringMatching(/^2026-11-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
