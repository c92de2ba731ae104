import { HttpReceiver, type ReceivedRequest, type Reply } from '../HttpReceiver';
import type { Refusal } from '../judgement';
import { chatFaults } from './chatFaults';

export interface ChatRequest {
	model: string;
	messages: { role: string; content: string; tool_call_id?: string }[];
	tools?: { function: { name: string; description: string; parameters: JsonSchema } }[];
	stream?: boolean;
}

export interface JsonSchema {
	type: string;
	properties?: Record<string, { type?: string; description?: string }>;
	required?: string[];
}

/** What the model does next: call a tool, or answer. */
export type ChatTurn = { tool: string; arguments: Record<string, unknown> } | { answer: string };

/** A chat model with OpenAI's interface that does what a scenario tells it, one turn per request. */
export class ChatModelReceiver {
	readonly requests: ChatRequest[] = [];
	readonly refusals: Refusal[] = [];
	readonly apiKey = 'sk-of-the-end-to-end-tests';
	private turns: ((request: ChatRequest) => ChatTurn)[] = [];
	private http: HttpReceiver | undefined;

	static async open(): Promise<ChatModelReceiver> {
		const model = new ChatModelReceiver();
		model.http = await HttpReceiver.open((request) => model.answer(request));
		return model;
	}

	/** For the credential's field Base URL. */
	get url(): string {
		return `${this.http?.origin}/v1`;
	}

	/** @param turns each may look at what was asked */
	script(...turns: ((request: ChatRequest) => ChatTurn)[]): void {
		this.turns = turns;
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	private answer({ method, path, headers, body }: ReceivedRequest): Reply {
		const refuse = (status: number, faults: string[]): Reply => {
			this.refusals.push({ request: `${method} ${path}`, faults });
			return { status, body: { error: { message: faults.join('; '), type: 'invalid_request_error' } } };
		};
		if (headers.authorization !== `Bearer ${this.apiKey}`) return refuse(401, ['another key']);
		if (`${method} ${path}` !== 'POST /v1/chat/completions') return refuse(404, ['no such method']);
		const faults = chatFaults(body);
		if (faults.length > 0) return refuse(400, faults);
		const request = body as ChatRequest;
		const turn = this.turns[this.requests.length];
		if (!turn) return refuse(400, ['the script has no further turn']);
		this.requests.push(request);
		return { status: 200, body: completion(request, turn(request), this.requests.length) };
	}
}

/** OpenAI API reference, "The chat completion object" and "The chat completion chunk object". */
function completion({ model, stream = false }: ChatRequest, turn: ChatTurn, number: number): unknown {
	const call = 'tool' in turn && {
		id: `call_${number}`,
		type: 'function',
		function: { name: turn.tool, arguments: JSON.stringify(turn.arguments) },
	};
	const message = {
		role: 'assistant',
		content: 'answer' in turn ? turn.answer : null,
		...(call && { tool_calls: [stream ? { index: 0, ...call } : call] }),
	};
	const finishReason = call ? 'tool_calls' : 'stop';
	const shared = { id: `chatcmpl-${number}`, created: 1_763_457_600, model };
	if (!stream) {
		return {
			...shared,
			object: 'chat.completion',
			choices: [{ index: 0, message, finish_reason: finishReason }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
	const chunks = [
		{ index: 0, delta: message, finish_reason: null },
		{ index: 0, delta: {}, finish_reason: finishReason },
	].map((choice) => JSON.stringify({ ...shared, object: 'chat.completion.chunk', choices: [choice] }));
	return [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}
