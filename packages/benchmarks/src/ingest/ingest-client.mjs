/** Posts a payload some times, one after the other, on a thread of its own. */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { url, payload } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

parentPort.on('message', (times) => {
  void postOften(times).then(() => parentPort.postMessage('done'));
});

async function postOften(times) {
  for (let i = 0; i < times; i++) await post();
}

function post() {
  return new Promise((resolve, reject) => {
    const headers = {
      'DD-API-KEY': 'local',
      'Content-Type': 'application/json',
      'Content-Encoding': 'deflate',
      'Content-Length': payload.byteLength,
    };
    const sending = request(
      `${url}/api/v2/series`,
      { method: 'POST', agent, headers },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          if (answer.statusCode === 202) resolve();
          else reject(new Error(`status ${answer.statusCode}`));
        });
      },
    );
    sending.on('error', reject);
    sending.end(payload);
  });
}
