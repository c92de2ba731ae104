import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';
import { chatFaults } from './chatFaults';

export interface ChatRequest {
	model: string;
	messages: { role: string; content: string; tool_call_id?: string }[];
	tools?: { function: { name: string; description: string; parameters: JsonSchema } }[];
}

export interface JsonSchema {
	type: string;
	properties?: Record<string, { type?: string; description?: string }>;
	required?: string[];
}

/** What the model does next: call a tool, or answer. */
export type ChatTurn = { tool: string; arguments: Record<string, unknown> } | { answer: string };

type Turn = (request: ChatRequest) => ChatTurn;

/** A chat model with OpenAI's interface that does what a scenario tells it, one turn per request. */
export class ChatModelReceiver extends Receiver {
	readonly requests: ChatRequest[] = [];
	readonly apiKey = 'sk-of-the-end-to-end-tests';
	/** What it does when it was told nothing. */
	usualTurn: Turn | undefined;
	private turns: Turn[] = [];

	/** For the credential's field Base URL. */
	get url(): string {
		return `${this.origin}/v1`;
	}

	/** @param turns each may look at what was asked */
	script(...turns: Turn[]): void {
		this.turns = turns;
	}

	override reset(): void {
		super.reset();
		this.requests.length = 0;
		this.turns = [];
	}

	protected answer(received: ReceivedRequest): Reply {
		const { method, path, headers, body } = received;
		const refuse = (status: number, faults: string[]): Reply => {
			const message = this.refused(received, faults);
			return { status, body: { error: { message, type: 'invalid_request_error' } } };
		};
		if (headers.authorization !== `Bearer ${this.apiKey}`) return refuse(401, ['another key']);
		if (`${method} ${path}` !== 'POST /v1/chat/completions') return refuse(404, ['no such method']);
		const faults = chatFaults(body);
		if (faults.length > 0) return refuse(400, faults);
		const request = body as ChatRequest;
		const turn = this.turns[this.requests.length] ?? this.usualTurn;
		if (!turn) return refuse(400, ['the script has no further turn']);
		this.requests.push(request);
		return { status: 200, body: completion(request, turn(request), this.requests.length) };
	}
}

/** OpenAI API reference, "The chat completion object". */
function completion({ model }: ChatRequest, turn: ChatTurn, number: number): unknown {
	const call = 'tool' in turn && {
		id: `call_${number}`,
		type: 'function',
		function: { name: turn.tool, arguments: JSON.stringify(turn.arguments) },
	};
	const message = {
		role: 'assistant',
		content: 'answer' in turn ? turn.answer : null,
		...(call && { tool_calls: [call] }),
	};
	return {
		id: `chatcmpl-${number}`,
		object: 'chat.completion',
		created: 1_763_457_600,
		model,
		choices: [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
