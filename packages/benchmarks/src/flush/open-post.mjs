import { Agent, request } from 'node:http';

/** A function that posts a body and waits for the end of the answer. Four connections, kept open. */
export function openPost(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return (path, body, headers) =>
    new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body);
      const sending = request(
        new URL(path, url),
        { method: 'POST', agent, headers: { ...headers, 'Content-Length': length } },
        (answer) => {
          answer.resume();
          answer.on('end', () => {
            if (answer.statusCode < 300) resolve();
            else reject(new Error(`status ${answer.statusCode}`));
          });
        },
      );
      sending.on('error', reject);
      sending.end(body);
    });
}
