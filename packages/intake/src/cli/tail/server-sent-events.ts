export interface ServerSentEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads an event stream whose data are JSON, each in one line. Ends with the stream. */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [event = '', data = ''] = block.split('\n').map(afterColon);
      yield { event, data: JSON.parse(data) };
    }
  }
}

function afterColon(line: string): string {
  return line.slice(line.indexOf(': ') + 2);
}
