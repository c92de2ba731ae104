// Several projects, so that pure tests stay fast: n8n-core alone takes seconds to load.

const shared = {
	testEnvironment: '<rootDir>/test/jest/environment.js',
	runtime: '<rootDir>/test/jest/runtime.js',
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/transform.js' },
	setupFiles: ['<rootDir>/test/propertySeed.ts'],
};

/** @type {import('jest').Config} */
module.exports = {
	// Two cores are what CI has; jest would leave one of them idle.
	maxWorkers: 2,
	// The first run on a cold machine reads n8n-core from disk.
	testTimeout: 30_000,
	projects: [
		{ ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
		{ ...shared, displayName: 'emulator', testMatch: ['<rootDir>/test/emulator/**/*.test.ts'] },
		{ ...shared, displayName: 'live', testMatch: ['<rootDir>/test/live/**/*.test.ts'] },
		{ ...shared, displayName: 'engine', testMatch: ['<rootDir>/test/engine/**/*.test.ts'] },
	],
};
