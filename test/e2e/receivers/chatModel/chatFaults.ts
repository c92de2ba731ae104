import { isRecord, type Faults } from '../judgement';

/** What is wrong with a request for a chat completion: OpenAI refuses tools and messages that do not fit together. */
export function chatFaults(body: unknown): Faults {
	if (!isRecord(body) || !Array.isArray(body['messages'])) return ['messages: are missing'];
	const messages: unknown[] = body['messages'];
	const tools: unknown[] = Array.isArray(body['tools']) ? body['tools'] : [];
	const called = messages.flatMap(toolCallIds);
	return [
		...(typeof body['model'] === 'string' ? [] : ['model: is missing']),
		...tools.flatMap(toolFaults),
		...messages.flatMap((message, index) => messageFaults(message, called, `messages[${index}]`)),
	];
}

function messageFaults(message: unknown, called: string[], where: string): Faults {
	if (!isRecord(message)) return [`${where}: is no object`];
	const { role, content, tool_call_id: answers } = message;
	switch (role) {
		case 'system':
		case 'developer':
		case 'user':
			return content ? [] : [`${where}: says nothing`];
		case 'assistant':
			return [];
		case 'tool':
			return called.includes(String(answers)) ? [] : [`${where}: answers a call that nobody made`];
		default:
			return [`${where}.role: is ${String(role)}`];
	}
}

/** Names of functions: OpenAI API reference, "Create chat completion", `tools`. */
function toolFaults(tool: unknown): Faults {
	const { function: described } = isRecord(tool) ? tool : {};
	if (!isRecord(described)) return ['tools: hold something that is no function'];
	const { name, description, parameters } = described;
	return [
		...(/^[\w-]{1,64}$/.test(String(name)) ? [] : [`tools: have a name ${String(name)}`]),
		...(typeof description === 'string' && description !== '' ? [] : [`tools: ${String(name)} says nothing`]),
		...(isRecord(parameters) && parameters['type'] === 'object'
			? []
			: [`tools: ${String(name)} takes no object`]),
	];
}

function toolCallIds(message: unknown): string[] {
	const calls = isRecord(message) && Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
	return calls.filter(isRecord).map(({ id }) => String(id));
}
