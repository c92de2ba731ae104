import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

// The sets of eslint-plugin-n8n-nodes-base are written for eslintrc; their rules carry over, their plugin list does not.
const nodesBase = (set) => ({
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	rules: n8nNodesBase.configs[set].rules,
});

export default tseslint.config(
	{ ignores: ['dist/**', 'coverage/**', 'node_modules/**'] },
	{
		files: ['**/*.ts'],
		extends: [
			js.configs.recommended,
			tseslint.configs.recommended,
			n8nCommunityNodesPlugin.configs.recommended,
		],
	},
	{
		files: ['package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended, nodesBase('community')],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{ files: ['{nodes,credentials}/**/*.ts'], rules: { 'no-console': 'error' } },
	{ files: ['credentials/**/*.ts'], extends: [nodesBase('credentials')] },
	{ files: ['nodes/**/*.ts'], extends: [nodesBase('nodes')] },
	{
		// The emulator, the harness, the tests and the benchmark run on Node itself, never inside a user's n8n.
		files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'no-control-regex': 'off',
		},
	},
	{ files: ['test/**/*.test.ts'], extends: [jest.configs['flat/recommended']] },
);
