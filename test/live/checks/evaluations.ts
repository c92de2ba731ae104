import { evaluationPath, evaluationsPath, promptPath } from '../../../nodes/graph/paths';
import { idOf } from '../../../nodes/copilot/sessions';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { count } from '../names';
import { NothingThereError } from '../Tenant';
import { outcomeOf, requireSuccess } from './outcome';
import { propertiesOf } from './sessions';

export const prompts: Check = {
	name: 'prompts',
	question: 'Are the prompts of a session readable, and what has one of them?',
	settles: [ASSUMPTIONS.evaluationPermission],
	async ask(tenant) {
		const keys = await tenant.prompts();
		const prompt = await tenant.graph.get(promptPath(keys[0]!));
		return `${count(keys.length, 'prompt')} on the first page; ${propertiesOf(prompt)}`;
	},
};

export const evaluationPermission: Check = {
	name: 'evaluationPermission',
	question: 'May the evaluations of a prompt be listed with these permissions?',
	settles: [ASSUMPTIONS.evaluationPermission],
	async ask(tenant) {
		const [key] = await tenant.prompts();
		const answer = await tenant.read(evaluationsPath(key!));
		return outcomeOf(answer.status === 403 ? answer : requireSuccess(tenant, answer));
	},
};

export const evaluationList: Check = {
	name: 'evaluationList',
	question: 'Is the list of evaluations a collection or one bare entity?',
	settles: [ASSUMPTIONS.evaluationShape],
	async ask(tenant) {
		const { isBare, items } = (await tenant.evaluations()).list;
		return isBare ? 'one bare entity' : `a collection: \`value\` with ${count(items.length, 'item')}`;
	},
};

export const evaluationGet: Check = {
	name: 'evaluationGet',
	question: 'Is one evaluation readable, and what has it?',
	settles: [ASSUMPTIONS.evaluationPermission],
	async ask(tenant) {
		const { key, list } = await tenant.evaluations();
		const [listed] = list.items;
		if (!listed) throw new NothingThereError('no prompt that was looked at has an evaluation');
		const evaluation = await tenant.graph.get(evaluationPath({ ...key, evaluationId: idOf(listed) }));
		return propertiesOf(evaluation);
	},
};
